package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

// Strangers connect, more of them than there are descriptors, and say nothing, or
// never come to an end. Ana and Sam read, write and hear each other all the while,
// somebody new comes in, and afterwards all is as before.
func crowded(t *testing.T, file string) {
	ctx := within(t, 6*time.Minute)
	site := found(t, file)
	site.Descriptors = 300
	site.Env = []string{"HILO_CODES_NETWORK=20"}
	running := serve(ctx, t, site)
	ana, number := opens(ctx, t, site, "ana@example.com")
	sam, _, err := site.Agent(ctx, "sam@example.com")
	ok(t, err)
	stream, err := ana.Stream(ctx, fmt.Sprintf("/tickets/%d/live?after=1", number))
	ok(t, err)
	defer stream.Body.Close()
	events := bufio.NewReader(stream.Body)
	seq := 2 // of the last entry: who answers first takes the ticket
	form := "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	for name, say := range map[string]string{
		"silent":             "",
		"half a head":        "GET / HTTP/1.1\r\nHost: loc",
		"half a body":        form + "Content-Length: 500\r\n\r\nemail=",
		"half a long body":   form + "Content-Length: 500000\r\n\r\nemail=" + strings.Repeat("x", 4090),
		"half a chunk":       form + "Transfer-Encoding: chunked\r\n\r\nfff\r\nemail=",
		"between two":        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"an answer not read": "GET /sw.js HTTP/1.1\r\nHost: localhost\r\n\r\nGET /sw.js HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		seq++
		leave := connected(t, site, 400, say)
		key := "among " + name
		a, err := ana.Get(ctx, fmt.Sprintf("/tickets/%d", number))
		if err != nil || a.Status != 200 {
			t.Errorf("%s: ana reads: %d, %v", name, a.Status, err)
		}
		if _, err := sam.PostWanting(ctx, 303, replies(number), rig.Reply(key, key)); err != nil {
			t.Errorf("%s: sam writes: %v", name, err)
		}
		hears(t, events, "id: "+strconv.Itoa(seq))
		if _, err := site.Customer(ctx, strings.ReplaceAll(name, " ", "")+"@example.com"); err != nil {
			t.Errorf("%s: somebody new: %v", name, err)
		}
		leave()
	}
	unnamedProxy(ctx, t, site)
	if a, err := rig.NewBrowser(site.Addr, site.Post, nil).Get(ctx, "/readyz"); err != nil || a.Status != 200 {
		t.Errorf("afterwards: %d, %v", a.Status, err)
	}
	if most := resident(t, running.Pid); most > 256<<10 {
		t.Errorf("it took %d kB", most)
	}
	if lines := strings.Count(site.Log(), "\n"); lines > 20 {
		t.Errorf("%d lines in the log:\n%.2000s", lines, site.Log())
	}
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d\n%s", code, site.Log())
	}
}

// unnamedProxy: all who come through a proxy that nobody named are one network, whatever
// they say, and the log tells why.
func unnamedProxy(ctx context.Context, t *testing.T, site *rig.Site) {
	t.Helper()
	refused := 0
	for i := range 60 {
		b := rig.NewBrowser(site.Addr, site.Post, nil)
		from(b, fmt.Sprintf("203.0.%d.1", i))
		a, err := b.Post(ctx, "/sign-in", url.Values{"email": {fmt.Sprintf("x%d@m%d.example", i, i)}})
		b.CloseIdleConnections()
		if ok(t, err); a.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 30 || !strings.Contains(site.Log(), "HILO_PROXY does not name") {
		t.Errorf("%d codes refused, and the log: %.600s", refused, site.Log())
	}
}

// connected opens n connections that say something each; leave ends them.
func connected(t *testing.T, site *rig.Site, n int, say string) (leave func()) {
	t.Helper()
	var all []net.Conn
	for range n {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", site.Addr)
		ok(t, err)
		conn.SetWriteDeadline(time.Now().Add(time.Second))
		io.WriteString(conn, say) // who was sent away cannot
		all = append(all, conn)
	}
	return func() {
		for _, conn := range all {
			conn.Close()
		}
	}
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// resident is the most memory in kB that a process had so far; 0 where nobody tells.
func resident(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Log("memory is not told here: ", err)
		return 0
	}
	found := peak.FindSubmatch(status)
	if found == nil {
		t.Fatalf("no peak in %s", status)
	}
	kB, err := strconv.Atoi(string(found[1]))
	ok(t, err)
	return kB
}
