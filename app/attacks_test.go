package app_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hilo/app/bench/rig"
)

// unseen is a file of n bytes that nobody sent before.
func unseen(n int, mark string) []byte {
	return append([]byte(mark), bytes.Repeat([]byte{'x'}, n-len(mark))...)
}

// refusedForms: a customer's replies that are too long bring files, and so do shares and
// uploads that nobody sends. What stays is what may wait, to be sent in one message.
func (w *wall) refusedForms() {
	before := w.bytes()
	mallory, number := w.person("mallory@example.com")
	long := strings.Repeat("a", 30_000)
	got := map[string]map[int]int{}
	for path, form := range map[string]url.Values{
		fmt.Sprintf("/tickets/%d/replies", number): rig.Reply(long, "refused"),
		"/uploads": {"ticket": {"new"}}, "/share": {"text": {"Shared"}},
	} {
		got[path] = times(20, func(i int) (rig.Answer, error) {
			return attach(w.ctx, mallory, path, form, unseen(1<<20, fmt.Sprint(path, i)))
		})
		if w.lives("during " + path); got[path][http.StatusTooManyRequests] == 0 {
			w.t.Errorf("%s has no end: %v", path, got[path])
		}
	}
	if kept := w.bytes() - before; kept > 5<<20 {
		w.t.Errorf("%d kB stay: %v", kept>>10, got)
	}
	w.taken += w.count("SELECT count(*) FROM uploads")
}

// strangersFiles: tickets of nobody are refused and bring files; of those that are taken
// a network has its share, and so have all.
func (w *wall) strangersFiles() {
	before, files := w.bytes(), w.count("SELECT count(DISTINCT sha256) FROM files")
	send := func(subject string) map[int]int {
		return times(40, func(i int) (rig.Answer, error) {
			b := w.nobody(fmt.Sprintf("2001:db8:%x::1", i))
			return attach(w.ctx, b, "/tickets", questionOf(subject, fmt.Sprintf("s%d@example.com", i), fmt.Sprint("s", i)), unseen(1<<20, fmt.Sprint("stranger", i)))
		})
	}
	refused := send("")
	if kept := w.bytes() - before; kept != 0 || refused[http.StatusUnprocessableEntity] == 0 {
		w.t.Errorf("%d kB of refused tickets stay: %v", kept>>10, refused)
	}
	w.lives("during files of strangers")
	taken := send("A file")
	if kept := w.bytes() - before; kept > 12<<20 || taken[http.StatusTooManyRequests] == 0 {
		w.t.Errorf("%d MB of strangers stay: %v", kept>>20, taken)
	}
	w.taken += w.count("SELECT count(DISTINCT sha256) FROM files") - files
}

// madeUpMailboxes: one /48 asks codes for mailboxes that are none, and others Ana's. She
// comes in on a new phone all the same.
func (w *wall) madeUpMailboxes() {
	before := len(w.site.Post.Mails())
	got := times(120, func(i int) (rig.Answer, error) {
		email := fmt.Sprintf("x%d@m%d.example", i, i)
		if i%12 == 0 {
			email = w.ana.Email
		}
		return w.nobody(fmt.Sprintf("2001:db8:5:%x::1", i)).Post(w.ctx, "/sign-in", url.Values{"email": {email}})
	})
	if got[http.StatusTooManyRequests] < 60 {
		w.t.Errorf("one network asked for %v", got)
	}
	phone := w.nobody("198.51.100.20")
	phone.Email = w.ana.Email
	asked := len(w.site.Post.Mails())
	if _, err := phone.PostWanting(w.ctx, http.StatusSeeOther, "/sign-in", url.Values{"email": {phone.Email}}); err != nil {
		w.t.Error(err)
	}
	if err := w.entersCode(phone, asked); err != nil {
		w.t.Errorf("a code among many: %v", err)
	}
	if page, err := phone.Get(w.ctx, "/tickets"); err != nil || page.Status != http.StatusOK {
		w.t.Errorf("the new phone: %d, %v", page.Status, err)
	}
	sent := 0
	for _, m := range w.site.Post.Mails()[before:] {
		if strings.HasSuffix(m.To, ".example") {
			sent++
		}
	}
	if sent > 40 {
		w.t.Errorf("%d mails to strangers", sent)
	}
}

// textsThatStop: more connections than there are descriptors bring nearly all of a text,
// and then nothing.
func (w *wall) textsThatStop() {
	form := fmt.Sprintf(formHead, "/tickets", "198.51.100.%d", "application/x-www-form-urlencoded") + "Content-Length: 500000\r\n\r\nbody=" + strings.Repeat("x", 490_000)
	leave := connected(w.t, w.site, 200, fmt.Sprintf(form, 7))
	w.lives("among texts that stop")
	leave()
	leave = connected(w.t, w.site, 200, strings.ReplaceAll(fmt.Sprintf(form, 8), "/tickets ", "/sign-in "))
	w.lives("among codes that stop")
	leave()
}

// partsWithoutEnd: forms of thousands of parts, heads that never end, parts in parts.
func (w *wall) partsWithoutEnd() {
	part := "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n"
	for name, body := range map[string]string{
		"parts":      strings.Repeat(part, 9_000),
		"files":      strings.Repeat(strings.Replace(part, `"a"`, `"files"; filename="a.txt"`, 1), 9_000),
		"a head":     "--x\r\nContent-Disposition: form-data; name=\"" + strings.Repeat("a", 900<<10),
		"heads":      "--x\r\n" + strings.Repeat("X-A: b\r\n", 100_000),
		"a preamble": strings.Repeat("y", 900<<10),
		"in parts":   strings.Repeat("--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n", 9_000),
	} {
		for i := range 3 {
			head := fmt.Sprintf(formHead, "/tickets", fmt.Sprintf("198.51.%d.9", i), "multipart/form-data; boundary=x") + fmt.Sprintf("Content-Length: %d\r\n\r\n", 100<<20)
			if got := w.wire(w.site.Addr, head+body); len(got) > 1 || len(got) == 1 && (got[0] < 400 || got[0] >= 500) {
				w.t.Errorf("%s: %v", name, got)
			}
		}
	}
}

// otherEndings: what a proxy could read otherwise is answered once, and nothing behind it runs.
func (w *wall) otherEndings() {
	post := fmt.Sprintf(formHead, "/sign-in", "198.51.100.9", "application/x-www-form-urlencoded")
	const inner = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
	for give, want := range map[string]int{
		post + "Transfer-Encoding: identity\r\n\r\n":                               400,
		post + "Content-Length:\r\n 3\r\n\r\na=b":                                  400,
		post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n":  400,
		post + "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\nX-A: b\r\n\r\n": 400,
		post + "Transfer-Encoding: chunked\r\n\r\n1;" + strings.Repeat("a", 2<<20): 400,
		post + "Transfer-Encoding: chunked\r\n\r\n7\r\nemail=x\r\n0\r\n\n":         422,
		"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n":                                505,
		"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n":                                505,
		"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n":          400,
		"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + strings.Repeat("a", 40<<10): 431,
	} {
		if got := w.wire(w.site.Addr, give+inner); len(got) != 1 || got[0] != want {
			w.t.Errorf("%.200q: %v, want %d", give, got, want)
		}
	}
}

// oneAddress: who comes without a proxy is held to the site's name, and to a share of the
// connections.
func (w *wall) oneAddress() {
	addr := outside()
	if addr == "" {
		w.t.Log("this machine has no address but its own: hosts and shares of an address are left to app/httpd")
		return
	}
	_, port, _ := net.SplitHostPort(w.site.Addr)
	addr = net.JoinHostPort(addr, port)
	for host, want := range map[string]int{"evil.example": 421, "localhost": 200, addr: 421} {
		if got := w.wire(addr, "GET / HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n"); len(got) != 1 || got[0] != want {
			w.t.Errorf("%s: %v, want %d", host, got, want)
		}
		if got := w.wire(addr, "GET /healthz HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n"); len(got) != 1 || got[0] != 200 {
			w.t.Errorf("health of %s: %v", host, got)
		}
	}
	gone := make(chan bool)
	for range 200 {
		conn, err := new(net.Dialer).DialContext(w.ctx, "tcp", addr)
		ok(w.t, err)
		defer conn.Close()
		go func() {
			conn.Read(make([]byte, 1)) // until it is over
			select {
			case gone <- true:
			case <-w.ctx.Done():
			}
		}()
	}
	for range 200 - 48 { // a quarter of what the program has for connections
		select {
		case <-gone:
		case <-time.After(8 * time.Second): // before their time for a head is over
			w.t.Fatal("one address may have more")
		}
	}
	w.lives("beside one address")
}

// outside is an address of this machine that is not its own alone; "" for none.
func outside() string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, each := range all {
		if at, is := each.(*net.IPNet); is && at.IP.To4() != nil && !at.IP.IsLoopback() {
			return at.IP.String()
		}
	}
	return ""
}

// controls: signs that work on a reader's machine do not come to the page.
func (w *wall) controls() {
	at := fmt.Sprintf("/tickets/%d", w.number)
	if _, err := w.ana.PostWanting(w.ctx, http.StatusSeeOther, at+"/replies", rig.Reply("begin\x1b[31m\u0085\u000b\u202edne\u2066 bank\u202e.example https://ex\u200bample.com/\u202e", "controls")); err != nil {
		w.t.Error(err)
	}
	page, err := w.ana.Get(w.ctx, at)
	if err != nil || !strings.Contains(page.Body, "begin") || strings.ContainsAny(page.Body, "\x1b\u0085\u000b") {
		w.t.Errorf("controls on the page: %d, %v", page.Status, err)
	}
}

// strangersTickets: strangers open tickets in Ana's name. Her list has one line for them,
// and few mails tell of it.
func (w *wall) strangersTickets() {
	before := len(w.site.Post.Mails())
	got := times(120, func(i int) (rig.Answer, error) {
		return w.nobody(fmt.Sprintf("198.18.%d.1", i)).Post(w.ctx, "/tickets", questionOf(fmt.Sprint("Won a prize ", i), w.ana.Email, fmt.Sprint("prize", i)))
	})
	if got[http.StatusCreated] != 120 {
		w.t.Errorf("strangers got %v", got)
	}
	w.lives("among tickets of strangers")
	list, err := w.ana.Get(w.ctx, "/tickets")
	if err != nil || strings.Count(list.Body, `<details class="claims">`) != 1 || !strings.Contains(list.Body, "A question") || strings.Contains(list.Body, "https://evil.example/\"") {
		w.t.Errorf("the list: %d, %v", list.Status, err)
	}
	told := 0
	for _, m := range w.site.Post.Mails()[before:] {
		if m.To == w.ana.Email {
			told++
		}
	}
	if told > 1 {
		w.t.Errorf("%d mails to Ana", told)
	}
}

// questionsWithoutEnd: what costs much to answer has a budget, of each route.
func (w *wall) questionsWithoutEnd() {
	for path, form := range map[string]url.Values{
		"/tickets/similar": {"subject": {"A question"}, "body": {"Where is it?"}},
		"/settings":        {"name": {"Luis"}, "locale": {"es"}, "timezone": {"UTC"}},
	} {
		got := times(200, func(int) (rig.Answer, error) { return w.luis.Post(w.ctx, path, form) })
		if got[http.StatusTooManyRequests] == 0 || got[0]+got[http.StatusInternalServerError] > 0 {
			w.t.Errorf("%s: %v", path, got)
		}
	}
}
