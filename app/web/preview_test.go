package web_test

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// A browser hangs up while its preview is drawn: nothing is drawn on for it, and the next
// who asks gets one. Meanwhile others get theirs.
func TestPreviewEndsWithItsReader(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	var paths []string
	for i := range 2 {
		picture := append(sitetest.PNG(t), byte(i)) // another hash
		if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, sitetest.File{Name: "foto.png", Body: picture}); a.Status != 303 {
			t.Fatal(a.Status)
		}
		e := site.Last(ticket.Number)
		paths = append(paths, "/files/"+e.Files()[0].ID+"/preview")
	}
	draws, file := site.Files.Child, filepath.Join(t.TempDir(), "pid")
	site.Files.Child = []string{"/bin/sh", "-c", fmt.Sprintf("echo $$ >%s.new; mv %[1]s.new %[1]s; exec sleep 600", file)}
	conn, err := net.Dial("tcp", site.Addr)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n", paths[0], b.Cookies())
	pid := 0
	site.Until("it is drawn", func() bool {
		said, err := os.ReadFile(file)
		if err == nil {
			fmt.Sscan(strings.TrimSpace(string(said)), &pid)
		}
		return pid != 0
	})
	site.Files.Child = draws
	if a := site.As(sam).Get(paths[1]); a.Status != 200 {
		t.Errorf("another's meanwhile: %d", a.Status)
	}
	conn.Close()
	site.Until("its child is gone", func() bool { return syscall.Kill(pid, 0) != nil })
	if a := b.Get(paths[0]); a.Status != 200 {
		t.Errorf("the next: %d", a.Status)
	}
}
