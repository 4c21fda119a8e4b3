package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Whose session ended under a form with a large file sends it to its end and reads
// where to sign in; their words are kept. A stranger's words are kept as well, but
// little of what they send behind them is read.
func TestFileWithADeadSession(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	path := site.Ticket(ana, desk.StatusOpen).Path() + "/replies"
	b := site.Stranger()
	b.SignIn("ana@example.com", "")
	site.Set("DELETE FROM sessions")
	const file, end = 25 << 20, "\r\n--x--\r\n"
	form := "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n" + kept + "\r\n--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"film.mp4\"\r\n\r\n"
	for _, tt := range []struct {
		who, path, mode string
		cookies         string
		want            int
		whole           bool
	}{
		{"a page", path, "navigate", b.Cookies(), 303, true},
		{"its script", "/uploads", "cors", b.Cookies(), 401, true},
		{"a stranger", path, "navigate", "none=1", 303, false},
		{"a stranger's script", "/uploads", "cors", "none=1", 401, false},
		{"an invented mark", path, "navigate", "hilo-known=a.b; hilo-session=x", 303, false},
	} {
		words := site.Count("SELECT count(*) FROM drafts WHERE body = ?", kept)
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: %s\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n%s",
			tt.path, tt.mode, tt.cookies, len(form)+file+len(end), form)
		sent, part := 0, strings.Repeat("a", 256<<10)
		for ; sent < file && err == nil; sent += len(part) {
			_, err = io.WriteString(conn, part)
		}
		if err == nil {
			_, err = io.WriteString(conn, end)
		}
		if whole := err == nil; whole != tt.whole {
			t.Errorf("%s: sent %d MB, %v", tt.who, sent>>20, err)
		}
		if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); tt.whole && (err != nil || answer.StatusCode != tt.want) {
			t.Errorf("%s: %v, %v", tt.who, answer, err)
		}
		conn.Close()
		if n := site.Count("SELECT count(*) FROM drafts WHERE body = ?", kept) - words; n != 1 && tt.path == path {
			t.Errorf("%s: %d times kept", tt.who, n)
		}
	}
	noLeftovers(t, site)
}

// Where words cannot be kept for who has to sign in again, they stand on the page that says so.
func TestWordsThatCannotWait(t *testing.T) {
	t.Parallel()
	site := behind(t)
	path := site.Ticket(ana, desk.StatusOpen).Path() + "/replies"
	reply := func(from, words string) sitetest.Answer {
		return site.Stranger().With("X-Forwarded-For", from).Post(path, url.Values{"body": {words}, "key": {"k"}})
	}
	shown := func(a sitetest.Answer, status int) {
		t.Helper()
		if a.Status != status || fields(t, a.Body)["body"] != kept {
			t.Errorf("%d, want %d, with %q", a.Status, status, fields(t, a.Body)["body"])
		}
	}
	for i := range 60 {
		if a := reply(fmt.Sprintf("203.0.113.%d", i/20), fmt.Sprint(i)); a.Status != 303 {
			t.Fatal(i, a.Status)
		}
	}
	shown(reply("203.0.113.1", kept), 429)
	shown(reply("203.0.113.200", kept), 429) // all of a network is spent
	if a := site.Stranger().With("X-Forwarded-For", "203.0.113.1").Post("/share", url.Values{"text": {kept}}); a.Status != 429 || fields(t, a.Body)["text"] != kept {
		t.Errorf("shared: %d, with %q", a.Status, fields(t, a.Body)["text"])
	}
	if a := reply("203.0.114.1", kept); a.Status != 303 {
		t.Errorf("another network: %d", a.Status)
	}
	site.Disk.Mark(-1, 1<<60)
	shown(reply("203.0.115.1", kept), 503)
}

// Who hears a stream has nothing to send: of what they do little is read.
func TestStreamsAreNotSentTo(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	path := site.Ticket(ana, desk.StatusOpen).Path() + "/live?after=0"
	for head, want := range map[string]int{"": 200, "Upgrade: x\r\nConnection: Upgrade\r\n": 200, "Content-Length: 100000000\r\n\r\n" + strings.Repeat("a", 4<<10): 400, "Transfer-Encoding: chunked\r\n": 400} {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n%s\r\n", path, site.As(ana).Cookies(), head)
		if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || answer.StatusCode != want {
			t.Fatalf("%.40q: %v, %v", head, answer, err)
		}
		sent, part := 0, strings.Repeat("a", 64<<10)
		for ; sent < 50<<20 && err == nil; sent += len(part) {
			_, err = io.WriteString(conn, part)
		}
		if conn.Close(); err == nil && want == 200 {
			t.Errorf("%.40q: %d MB were read", head, sent>>20)
		}
	}
}
