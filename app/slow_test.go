package app_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

// slow: ana's ticket is long and full of signs that become five; 300
// connections of hers ask for it in turn with its stream, and read nothing. The
// process stays small, luis reads and writes, and she gets her page afterwards.
func slow(t *testing.T, file string) {
	ctx := within(t, 3*time.Minute)
	site := found(t, file)
	p := serve(ctx, t, site)
	ana, number := opens(ctx, t, site, "ana@example.com")
	at := fmt.Sprint("/tickets/", number)
	for i := range 110 {
		_, err := ana.PostWanting(ctx, 303, at+"/replies", rig.Reply(strings.Repeat("'", 20_000), fmt.Sprint("reply ", i)))
		ok(t, err)
	}
	luis, _ := opens(ctx, t, site, "luis@example.com")
	var conns []net.Conn
	defer func() {
		for _, conn := range conns {
			conn.Close()
		}
	}()
	most := 0
	for i := range 300 {
		conn, err := net.Dial("tcp", site.Addr)
		ok(t, err)
		conn.(*net.TCPConn).SetReadBuffer(2 << 10)
		conns = append(conns, conn)
		path := at
		if i%10 == 0 {
			path += "/live?after=0"
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", path, site.Addr, cookieOf(ana))
		most = max(most, resident(t, p.Pid))
	}
	for range 100 { // a tenth of what the budget of a list has
		most = max(most, resident(t, p.Pid))
		reads(ctx, t, luis)
	}
	if most > 256<<10 {
		t.Errorf("%d MB resident", most>>10)
	}
	t.Logf("%d MB resident", most>>10)
	for _, conn := range conns {
		conn.Close()
	}
	for { // until they are known to be gone
		a, err := ana.Get(ctx, at)
		ok(t, err)
		if a.Status == 200 {
			if len(a.Body) > 256<<10 {
				t.Errorf("a page of %d bytes", len(a.Body))
			}
			break
		}
	}
}

func reads(ctx context.Context, t *testing.T, who *rig.Browser) {
	t.Helper()
	if a, err := who.Get(ctx, "/tickets"); err != nil || a.Status != 200 {
		t.Fatalf("%s reads: %d, %v", who.Email, a.Status, err)
	}
}

func cookieOf(b *rig.Browser) string {
	r := b.Request(context.Background(), "/", nil)
	for _, c := range b.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	return r.Header.Get("Cookie")
}
