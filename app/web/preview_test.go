package web_test

import (
	"fmt"
	"io"
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

// One person waits for few previews at a time, and hears of it; another gets theirs.
func TestFewPreviewsWait(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	var paths []string
	for i := range 2 {
		if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, sitetest.File{Name: "foto.png", Body: append(sitetest.PNG(t), byte(i))}); a.Status != 303 {
			t.Fatal(a.Status)
		}
		e := site.Last(ticket.Number)
		paths = append(paths, "/files/"+e.Files()[0].ID+"/preview")
	}
	draws := site.Files.Child
	site.Files.Child = []string{"/bin/sh", "-c", "exec sleep 600"}
	answers := make(chan string, 20)
	var conns []net.Conn
	for range 20 {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n", paths[0], b.Cookies())
		go func() {
			said := make([]byte, 4096)
			n, _ := conn.Read(said)
			answers <- string(said[:n])
		}()
	}
	for range 12 {
		if a := <-answers; !strings.HasPrefix(a, "HTTP/1.1 429 ") || !strings.Contains(a, "Retry-After: ") {
			t.Errorf("%.300s", a)
		}
	}
	for _, conn := range conns {
		conn.Close()
	}
	site.Files.Child = draws
	site.Until("all have left", func() bool { return b.Get(paths[1]).Status == 200 })
}

// One person is sent few files at a time, however slow they take them; another gets theirs.
func TestFewSlowDownloads(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket, his := site.As(ana), site.Ticket(ana, desk.StatusOpen), site.Ticket(luis, desk.StatusOpen)
	send := func(b *sitetest.Browser, ticket *desk.Ticket, bytes int) string {
		if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, big(bytes, ticket.Path())); a.Status != 303 {
			t.Fatal(a.Status)
		}
		e := site.Last(ticket.Number)
		return "/files/" + e.Files()[0].ID
	}
	path, other := send(b, ticket, 24*mb), send(site.As(luis), his, 1000)
	var conns []net.Conn
	for range 16 {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n", path, b.Cookies())
		said := make([]byte, 12)
		if _, err := io.ReadFull(conn, said); err != nil || string(said) != "HTTP/1.1 200" {
			t.Fatalf("%s %v", said, err)
		}
	}
	if a := b.Get(path); a.Status != 429 || a.Header.Get("Retry-After") == "" {
		t.Errorf("one more: %d %v", a.Status, a.Header)
	}
	if a := b.Get(ticket.Path()); a.Status != 200 {
		t.Errorf("their page: %d", a.Status)
	}
	if a := site.As(luis).Get(other); a.Status != 200 {
		t.Errorf("another's: %d", a.Status)
	}
	for _, conn := range conns {
		conn.Close()
	}
	site.Until("there is room again", func() bool { return b.Get(path).Status == 200 })
}
