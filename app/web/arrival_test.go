package web_test

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Sizes that somebody only says, and refusals, hold none of the disk's room.
func TestSaidBytesHoldNothing(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	mine, his := site.Ticket(ana, desk.StatusOpen), site.Ticket(luis, desk.StatusOpen)
	free := free(t)
	if free < 6000*mb {
		t.Skip("the disk of tests is too small")
	}
	site.Disk.Mark(free-2500*mb, -1)
	b := site.As(ana)
	for range 20 {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST %s/replies HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n", mine.Path(), b.Cookies(), 250*mb)
		fmt.Fprintf(conn, "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n%s", strings.Repeat("a", 10_000))
	}
	for i := range 10 {
		time.Sleep(50 * time.Millisecond)
		if a := site.As(luis).Upload(his.Path()+"/replies", url.Values{"body": {"Mirad"}}, big(1000, fmt.Sprint(i))); a.Status != 303 {
			t.Fatalf("a small file of another: %d", a.Status)
		}
	}
}

// Strangers' files stop while there is still room for people's, and leave the day's bytes
// as they were; many small networks are one that is larger.
func TestStrangersFiles(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.NobodyDay, p.Config.Proxy = 2*mb, []string{"127.0.0.1"} })
	own := site.Ticket(ana, desk.StatusOpen)
	ask := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Mirad"}, "email": {"nadie@example.com"}}
	send := func(from, mark string) sitetest.Answer {
		return site.Stranger().With("X-Forwarded-For", from).Upload("/tickets", ask, big(mb+mb/2, mark))
	}
	site.Disk.Mark(free(t)/3*2, -1)
	for range 3 {
		if a := send("2001:db8::1", "low"); a.Status != 503 || !strings.Contains(a.Body, "Mirad") {
			t.Errorf("a stranger's: %d %.300s", a.Status, text(t, a.Body))
		}
	}
	if a := site.As(ana).Upload(own.Path()+"/replies", url.Values{"body": {"Mirad"}}, big(mb, "own")); a.Status != 303 {
		t.Errorf("a person's: %d", a.Status)
	}
	site.Disk.Mark(-1, -1)
	for i, tt := range []struct {
		from string
		want int
	}{{"2001:db8::1", 201}, {"2001:db8:0:1::1", 201}, {"2001:db8:0:2::1", 429}, {"2001:db8:1::1", 201}, {"203.0.113.9", 201}, {"203.0.113.10", 201}, {"203.0.113.11", 429}, {"203.0.114.1", 201}} {
		if a := send(tt.from, fmt.Sprint(i)); a.Status != tt.want {
			t.Errorf("%s: %d, want %d", tt.from, a.Status, tt.want)
		}
	}
}

// free is what the disk of tests has.
func free(t *testing.T) int64 {
	t.Helper()
	var at syscall.Statfs_t
	if err := syscall.Statfs(t.TempDir(), &at); err != nil {
		t.Fatal(err)
	}
	return int64(at.Bavail) * int64(at.Bsize)
}
