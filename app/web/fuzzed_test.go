package web_test

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

var (
	fuzzLasts = flag.Duration("fuzzed", 20*time.Second, "how long all routes are asked for nonsense")
	fuzzSeed  = flag.Uint64("fuzzed-seed", 0, "of the nonsense; 0: another each time")
)

// Whatever is asked, of whatever route, by whoever: it is answered, and never by
// something that broke.
func TestNonsenseBreaksNothing(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	f := &fuzz{site: site, seed: *fuzzSeed, routes: site.Web.App().GetRoutes(true), asked: site.GuestTicket()}
	if f.seed == 0 {
		f.seed = rand.Uint64()
	}
	f.Rand = rand.New(rand.NewPCG(f.seed, 0))
	f.pool = slices.Concat(payloads, []string{
		"", "0", "1", "-1", "9223372036854775808", "1e9", "NaN", "null", "true", "on", "new", "a\x00b", "\xff\xfe", strings.Repeat("a", 5000), strings.Repeat("%", 300), "..", "../../etc/passwd",
		"%2e%2e%2f", "*", "ana@example.com", "es", "en", "Europe/Madrid", "es-ES,es;q=0.9,*;q=0.1", "12345678", "1234 5678", "open", "closed", "reply", "solve", "note", "bytes=0-1", "same-origin", "none",
		fmt.Sprint(f.asked.Number), site.Link(f.asked), fmt.Sprint(site.Ticket(ana, desk.StatusOpen).Number), fmt.Sprint(site.Ticket(ana, desk.StatusSolved).Number),
	})
	n, statuses := 0, map[int]int{}
	for began := time.Now(); time.Since(began) < *fuzzLasts; n++ {
		if n%400 == 0 {
			f.asked = site.GuestTicket() // the links of the last one may be revoked by now
			f.rests()
			f.people = []*sitetest.Browser{site.Stranger(), site.As(ana), site.As(luis), site.As(sam), site.GuestOf(f.asked)}
		}
		statuses[f.asks(t)]++
		if t.Failed() {
			t.Fatalf("request %d of the seed %d", n, f.seed)
		}
	}
	if statuses[200] == 0 || statuses[404] == 0 || n < 100 {
		t.Errorf("%d requests reached nothing: %v", n, statuses)
	}
	t.Logf("%d requests of the seed %d: %v", n, f.seed, statuses)
	f.rests()
	if a := site.As(ana).Get("/tickets"); a.Status != 200 {
		t.Errorf("afterwards: %d", a.Status)
	}
}

type fuzz struct {
	*rand.Rand
	site   *sitetest.Site
	seed   uint64
	routes []fiber.Route
	asked  *desk.Ticket
	people []*sitetest.Browser
	pool   []string
}

// rests ends what nonsense has begun: its codes come, its limits go.
func (f *fuzz) rests() {
	f.site.Settle()
	f.site.Set("DELETE FROM limits")
}

func pick[T any](f *fuzz, of []T) T { return of[f.IntN(len(of))] }

var params = regexp.MustCompile(`:\w+`)

// asks makes one request and returns how it was answered.
func (f *fuzz) asks(t *testing.T) int {
	route, b := pick(f, f.routes), pick(f, f.people)
	path := params.ReplaceAllStringFunc(route.Path, func(string) string { return url.PathEscape(pick(f, f.pool)) })
	for range f.IntN(3) {
		sign := map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]
		path += sign + pick(f, []string{"q", "before", "after", "view", "show", "next", "number", "page", "sort", "x"}) + "=" + url.QueryEscape(pick(f, f.pool))
	}
	method := route.Method
	if f.IntN(20) == 0 {
		method = pick(f, []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
	}
	for range f.IntN(4) {
		b = b.With(pick(f, []string{"HX-Request", "Last-Event-ID", "Range", "Accept-Language", "Accept-Encoding", "User-Agent", "Referer", "X-Forwarded-For", "If-None-Match", "Sec-Purpose", "HX-Target", "Cookie"}), f.header())
	}
	if strings.HasSuffix(route.Path, "/live") && method == http.MethodGet {
		s := b.Listen(path)
		s.Leave()
		return f.judged(t, s.StatusCode, method, path)
	}
	kind, body := f.body(t)
	if method == http.MethodGet || method == http.MethodHead || method == http.MethodTrace {
		kind, body = "", nil
	}
	return f.judged(t, b.Do(method, path, kind, body).Status, method, path)
}

// header is nonsense that the client sends in a head.
func (f *fuzz) header() string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r > 0xff {
			return -1
		}
		return r
	}, pick(f, f.pool))
}

func (f *fuzz) judged(t *testing.T, status int, method, path string) int {
	if status >= 500 {
		t.Errorf("%d to %s %q", status, method, path)
	}
	return status
}

// body is what a form may be, and what none is.
func (f *fuzz) body(t *testing.T) (kind string, body io.Reader) {
	names := []string{"body", "subject", "topic", "email", "name", "code", "key", "want_transaction", "want_time", "want_other", "next", "guard", "send", "seq", "score", "locale", "zone", "status", "assignee", "want", "answer", "endpoint", "x[]"}
	form := url.Values{}
	for range f.IntN(8) {
		form.Add(pick(f, names), pick(f, f.pool))
	}
	switch f.IntN(6) {
	case 0:
		var files []sitetest.File
		for range f.IntN(3) {
			files = append(files, sitetest.File{Name: pick(f, f.pool), Body: []byte(pick(f, f.pool))})
		}
		kind, raw := sitetest.Multipart(t, form, files...)
		if f.IntN(4) == 0 {
			raw = raw[:f.IntN(len(raw))]
		}
		return kind, strings.NewReader(string(raw))
	case 1:
		return "application/json", strings.NewReader(pick(f, []string{`{}`, `[]`, `{"endpoint":"https://push.example.com/x","keys":{"p256dh":"","auth":""}}`, `{"a":` + strings.Repeat("[", 1000), `"x"`, pick(f, f.pool)}))
	case 2:
		return f.header(), strings.NewReader(pick(f, f.pool))
	}
	return "application/x-www-form-urlencoded", strings.NewReader(form.Encode())
}
