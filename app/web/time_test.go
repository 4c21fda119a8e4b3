package web_test

import (
	"io"
	"net"
	"testing"
	"time"

	"hilo/app/sitetest"
)

// A head has ten seconds and the first of a body twenty, however they come; who
// asked once may think for longer. None of it is waited for twice: all connect at once.
func TestHeadsAndBodiesHaveTheirTime(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	post := "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	type end struct {
		name string
		took time.Duration
	}
	ends := make(chan end)
	all := map[string]struct {
		say, drop   string
		least, most time.Duration
	}{
		"silent":          {"", "", 9 * time.Second, 16 * time.Second},
		"half a head":     {"GET / HTTP/1.1\r\nHost: loc", "", 9 * time.Second, 16 * time.Second},
		"a head in drops": {"GET / HTTP/1.1\r\nX-A: ", "a", 9 * time.Second, 16 * time.Second},
		"half a body":     {post + "Content-Length: 3000\r\n\r\nemail=", "", 19 * time.Second, 28 * time.Second},
		"a body in drops": {post + "Content-Length: 3000\r\n\r\nemail=", "a", 19 * time.Second, 28 * time.Second},
		"chunks in drops": {post + "Transfer-Encoding: chunked\r\n\r\nfff\r\nemail=", "a", 19 * time.Second, 28 * time.Second},
		"the next head":   {"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n", "", 9 * time.Second, 16 * time.Second},
	}
	for name, tt := range all {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		go func() {
			defer conn.Close()
			io.WriteString(conn, tt.say)
			go func() {
				for tt.drop != "" && time.Since(began) < 40*time.Second {
					if _, err := io.WriteString(conn, tt.drop); err != nil {
						return
					}
					time.Sleep(500 * time.Millisecond)
				}
			}()
			conn.SetReadDeadline(began.Add(40 * time.Second))
			io.Copy(io.Discard, conn)
			ends <- end{name, time.Since(began)}
		}()
	}
	for range all {
		e := <-ends
		if tt := all[e.name]; e.took < tt.least || e.took > tt.most {
			t.Errorf("%s ended after %v", e.name, e.took)
		}
	}
}
