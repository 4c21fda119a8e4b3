package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// wire sends bytes as they are and returns all that comes back.
func wire(t *testing.T, site *sitetest.Site, give string) string {
	t.Helper()
	conn, err := net.Dial("tcp", site.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(8 * time.Second))
	io.WriteString(conn, give) // a server that has read enough may close
	conn.(*net.TCPConn).CloseWrite()
	got, err := io.ReadAll(conn)
	if ne, timeout := err.(net.Error); timeout && ne.Timeout() {
		t.Error("the connection stayed open")
	}
	return string(got)
}

// statuses are those of all answers in what came over the wire.
func statusesOf(t *testing.T, got string) (all []int) {
	t.Helper()
	r := bufio.NewReader(strings.NewReader(got))
	for {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			return all
		}
		if all = append(all, res.StatusCode); res.StatusCode != 100 {
			if _, err := io.Copy(io.Discard, res.Body); err != nil {
				return all
			}
		}
	}
}

// last asks for the end of the connection.
const last = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

// inner is what hides in a body; its answer is "ready".
const inner = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"

// beyond is a body in which it hides behind what fasthttp reads ahead (8 kB);
// empty lines before a request are skipped.
var beyond = strings.Repeat("\r\n", 4<<10+50) + inner

// A body never runs as the next request, whatever the first one was answered.
func TestNothingIsSmuggled(t *testing.T) {
	site := sitetest.Start(t)
	number := site.Ticket(ana, desk.StatusOpen).Number
	cookie := "Cookie: " + site.As(luis).Cookies() + "\r\n"
	same, form := "Sec-Fetch-Site: same-origin\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"
	for _, tt := range []struct{ line, head string }{
		{fmt.Sprintf("POST /tickets/%d/replies", number), same + form},
		{fmt.Sprintf("POST /tickets/%d/replies", number), same + "Content-Type: text/plain\r\n"},
		{fmt.Sprintf("POST /tickets/%d/replies", number), same + form + cookie},
		{fmt.Sprintf("POST /tickets/%d/replies", number), form},
		{fmt.Sprintf("POST /tickets/%d/resolution", number), same + form},
		{fmt.Sprintf("POST /desk/tickets/%d/replies", number), same + form + cookie},
		{"POST /tickets", same + "Content-Type: multipart/form-data; boundary=x\r\n"},
		{"POST /tickets", same},
		{"POST /nowhere", same + form}, {"POST /nowhere", "Origin: https://evil.example\r\n"},
		{"POST /healthz", same}, {"PUT /tickets", same}, {"DELETE /tickets", same}, {"PATCH /", same}, {"OPTIONS /", same}, {"TRACE /", same}, {"PROPFIND /", same},
		{"GET /healthz", ""}, {"GET /readyz", ""}, {"GET /static/none.css", ""}, {"GET /", ""}, {"GET /tickets", ""}, {"GET /nowhere", ""}, {"HEAD /", ""}, {"HEAD /healthz", ""},
		{"POST /g/none/code", same + form}, {"POST /staff/none", same + form},
	} {
		for kind, body := range map[string]string{
			"beyond":  fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(beyond), beyond),
			"length":  fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(inner), inner),
			"chunked": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(inner), inner),
			"expect":  fmt.Sprintf("Expect: 100-continue\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
		} {
			got := wire(t, site, tt.line+" HTTP/1.1\r\nHost: localhost\r\n"+tt.head+body+last)
			all := statusesOf(t, strings.TrimPrefix(got, "HTTP/1.1 100 Continue\r\n\r\n"))
			ran := strings.Count(got, "ready\n")
			if strings.HasSuffix(tt.line, "/readyz") {
				ran--
			}
			if ran != 0 || len(all) == 0 || len(all) > 2 {
				t.Errorf("%s with %q (%s): answers %v, smuggled %d", tt.line, tt.head, kind, all, ran)
			}
		}
	}
	if n := site.Count("SELECT count(*) FROM entries WHERE ticket = ?", number); n != 2 {
		t.Errorf("%d entries", n)
	}
}

// What a proxy and we could read differently is refused, and the connection
// closed: nothing after it runs.
func TestAmbiguousRequests(t *testing.T) {
	site := sitetest.Start(t)
	post := "POST /tickets HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	for name, tt := range map[string]struct {
		give string
		want int
	}{
		"length and chunked":       {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"chunked and length":       {post + "Transfer-Encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n", 400},
		"two lengths":              {post + "Content-Length: 3\r\nContent-Length: 5\r\n\r\na=b", 400},
		"a length that is none":    {post + "Content-Length: +3\r\n\r\na=b", 400},
		"a length below nothing":   {post + "Content-Length: -3\r\n\r\na=b", 400},
		"two lengths in one":       {post + "Content-Length: 3, 3\r\n\r\na=b", 400},
		"a coding that is unknown": {post + "Transfer-Encoding: gzip, x\r\n\r\na=b", 400},
		"chunked twice":            {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400},
		"a space before the colon": {post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
		"two hosts":                {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400},
		"no host":                  {"GET / HTTP/1.1\r\n\r\n", 400},
		"no protocol":              {"GET /\r\n\r\n", 400},
		"a method that is none":    {"FOO / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + site.URL + "\r\nContent-Length: 3\r\n\r\na=b", 405},
		"40 kB of header":          {"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + strings.Repeat("a", 40<<10) + "\r\n\r\n", 431},
		"a path of 40 kB":          {"GET /" + strings.Repeat("a", 40<<10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 431},
		"chunks that are none":     {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\na=b\r\n0\r\n\r\n", 400},
	} {
		got := wire(t, site, tt.give+last)
		all := statusesOf(t, got)
		if len(all) != 1 || all[0] != tt.want {
			t.Errorf("%s: answers %v, want %d\n%.200s", name, all, tt.want, got)
			continue
		}
		if !strings.Contains(got, "\r\nX-Content-Type-Options: nosniff\r\n") || !strings.Contains(got, "\r\nContent-Security-Policy: default-src 'none'") || !strings.Contains(got, "\r\nReferrer-Policy: ") {
			t.Errorf("%s is answered without the headers of all answers\n%.300s", name, got)
		}
	}
}

// A body that says one length and has another stores nothing half.
func TestLyingLength(t *testing.T) {
	site := sitetest.Start(t)
	ticket, b := site.Ticket(ana, desk.StatusOpen), site.As(ana)
	kind, body := sitetest.Multipart(t, map[string][]string{"body": {"Hola"}, "key": {"k"}}, textFile("hora.txt")...)
	typed := func(kind, length string) string {
		return fmt.Sprintf("POST %s/replies HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: %s\r\n%s\r\n\r\n", ticket.Path(), b.Cookies(), kind, length)
	}
	head := func(length string) string { return typed(kind, length) }
	plain := func(length string) string { return typed("application/x-www-form-urlencoded", length) }
	before := site.Dump(sitetest.Tables)
	for name, give := range map[string]string{
		"too long":            head(fmt.Sprint("Content-Length: ", len(body)+100)) + string(body),
		"too short":           head(fmt.Sprint("Content-Length: ", len(body)-20)) + string(body),
		"far too short":       head("Content-Length: 40") + string(body),
		"cut off":             head(fmt.Sprint("Content-Length: ", len(body))) + string(body[:len(body)-60]),
		"words cut off":       plain("Content-Length: 60") + "body=Por favor, no cierren",
		"words in pieces":     plain("Transfer-Encoding: chunked") + "30\r\nbody=Por favor, no cierren",
		"a chunk without end": head("Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s", len(body), body),
		"a chunk too short":   head("Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body)-20, body),
	} {
		got := wire(t, site, give)
		if all := statusesOf(t, got); len(all) > 0 && (all[0] < 400 || all[0] >= 500) {
			t.Errorf("%s: answers %v", name, all)
		}
		if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
			t.Errorf("%s stored\n%s", name, changed)
		}
		noLeftovers(t, site)
	}
	whole := head("Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	if all := statusesOf(t, wire(t, site, whole+last)); len(all) != 1 || all[0] != 303 { // chunks end the connection
		t.Errorf("a whole body in chunks: %v", all)
	}
	if e := site.Last(ticket.Number); e.Body != "Hola" || len(e.Files()) != 1 {
		t.Errorf("stored %q with %d files", e.Body, len(e.Files()))
	}
}

// A file in chunks that say no length is measured all the same.
func TestTooBigInChunks(t *testing.T) {
	site := sitetest.Start(t)
	ticket, b := site.Ticket(ana, desk.StatusOpen), site.As(ana)
	kind, body := sitetest.Multipart(t, map[string][]string{"body": {kept}, "key": {"k"}}, sitetest.File{Name: "a.txt", Body: []byte(strings.Repeat("84,90\n", 27<<20/6))})
	before := site.Dump(sitetest.Tables)
	a := b.Do(http.MethodPost, ticket.Path()+"/replies", kind, io.MultiReader(strings.NewReader(string(body)))) // of no known length
	if form := fields(t, a.Body); a.Status != 413 || form["body"] != kept || form["key"] != "k" {
		t.Errorf("%d, text %q", a.Status, form["body"])
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
	noLeftovers(t, site)
}

// Who is answered before all was sent can send on to the end, and then read
// the answer.
func TestAnswerBeforeTheEnd(t *testing.T) {
	site := sitetest.Start(t)
	post := fmt.Sprintf("POST %s/replies HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n", site.Ticket(ana, desk.StatusOpen).Path(), site.As(ana).Cookies())
	for want, head := range map[int]string{
		400: "Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=none\r\n",
		403: "Sec-Fetch-Site: cross-site\r\nContent-Type: application/x-www-form-urlencoded\r\n",
		415: "Sec-Fetch-Site: same-origin\r\nContent-Type: text/plain\r\n",
	} {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		part := strings.Repeat("a=1&", 64<<10)
		fmt.Fprintf(conn, "%s%sContent-Length: %d\r\n\r\n%s", post, head, 100*len(part), part)
		answer := bufio.NewReader(conn)
		if _, err := answer.Peek(1); err != nil { // the answer is there already
			t.Fatal(want, err)
		}
		for range 99 {
			if _, err := io.WriteString(conn, part); err != nil {
				t.Fatal(want, err)
			}
		}
		conn.(*net.TCPConn).CloseWrite()
		if got, err := io.ReadAll(answer); err != nil || !strings.HasPrefix(string(got), fmt.Sprintf("HTTP/1.1 %d ", want)) {
			t.Errorf("%v, want %d: %.40s", err, want, got)
		}
	}
}

// Browsers connect before they know what to ask; the end does not wait for them.
func TestSilentConnectionsDoNotHoldTheEnd(t *testing.T) {
	site := sitetest.Start(t)
	for range 3 {
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	site.Stranger().Get("/healthz") // so that they were accepted before
	start := time.Now()
	site.Stop()
	if took := time.Since(start); took >= 5*time.Second { // all the time that the end has for requests
		t.Errorf("it took %v", took)
	}
}
