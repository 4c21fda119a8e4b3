package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/clocktest"
	"hilo/app/desk"
	"hilo/app/sitetest"
	"hilo/db"
)

// anew is what a page has another of each time.
var anew = regexp.MustCompile(`(name="(?:key|once)" value=")\w{26}"`)

// asSent is a page with its head, but for what is another each time.
func asSent(a sitetest.Answer) string {
	for _, name := range []string{"Date", "Content-Length"} {
		a.Header.Del(name)
	}
	return fmt.Sprint(a.Status, a.Header, anew.ReplaceAllString(a.Body, "$1"))
}

// What was made for one person is never shown to another: whoever was there before, a
// page is byte for byte what it is where nothing was made before.
func TestNobodySeesWhatWasMadeForAnother(t *testing.T) {
	at := clocktest.Now()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Now = func() time.Time { return at } })
	hers, his, agents, guests := site.Ticket(ana, desk.StatusPending), site.Ticket("luis", desk.StatusOpen), site.Ticket(sam, desk.StatusSolved), site.GuestTicket()
	strange, _, err := site.Desk.OpenFor(t.Context(), "ana@example.com", desk.Question{Topic: "other", Subject: "No soy yo", Name: "Ana", Message: desk.Message{Body: "https://example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]*sitetest.Browser{
		"a customer": site.As(ana), "another": site.As("luis"), "in English": site.As("luis").With("Accept-Language", "en"), "a guest": site.GuestOf(guests),
		"nobody": site.Stranger(), "an agent": site.As(sam), "an admin": site.As("eva"),
	}
	paths := []string{"/", "/sign-in", "/tickets/new", "/tickets", "/tickets?show=closed", "/desk", "/desk?view=all", "/desk?view=mine"}
	for _, ticket := range []*desk.Ticket{hers, his, agents, guests, strange} {
		paths = append(paths, ticket.Path(), "/desk"+ticket.Path())
	}
	cold := map[string]string{}
	for range 2 { // what is read for the first time is shown as new
		for name, b := range people {
			for _, path := range paths {
				site.Web.Made().Clear()
				cold[name+path] = asSent(b.Get(path))
			}
		}
	}
	for first, before := range people {
		for name, b := range people {
			site.Web.Made().Clear()
			for _, path := range paths {
				before.Get(path)
			}
			if site.Web.Made().Bytes() == 0 {
				t.Fatal("nothing was kept")
			}
			for _, path := range paths {
				if got := asSent(b.Get(path)); got != cold[name+path] {
					t.Fatalf("%s gets another %s after %s was there:\n%s\ninstead of\n%s", name, path, first, got, cold[name+path])
				}
			}
		}
	}
}

// What was made is made anew when something that it shows is otherwise, and only then.
func TestWhatWasMadeFollowsWhatIs(t *testing.T) {
	var later atomic.Int64
	at := clocktest.Now()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Now = func() time.Time { return at.Add(time.Duration(later.Load())) } })
	ticket := site.Ticket(ana, desk.StatusOpen)
	customer, agent, path := site.As(ana), site.As(sam), ticket.Path()
	row := regexp.MustCompile(fmt.Sprintf(`(?s)<li class="\S+" id="ticket-%d".*?</li>`, ticket.Number))
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	rowOf := func(b *sitetest.Browser, path string) string { t.Helper(); return row.FindString(b.Get(path).Body) }
	shows := func(what, where, words string, want bool) {
		t.Helper()
		if strings.Contains(where, words) != want {
			t.Errorf("%s: %q is there: %t\n%s", what, words, !want, where)
		}
	}
	for range 2 {
		customer.Get(path)
	}
	agent.Get("/desk?view=all")
	shows("not read at the desk", rowOf(agent, "/desk?view=all"), "data-unread", true)
	agent.Get("/desk" + path)
	shows("read at the desk", rowOf(agent, "/desk?view=all"), "data-unread", false)

	shows("no draft", rowOf(customer, "/tickets"), "Borrador", false)
	ok(site.Desk.Drafts.Save(t.Context(), site.Person(ana), desk.Draft{Ticket: ticket.Number, Body: "Pues", Key: "k1"}))
	shows("a draft", rowOf(customer, "/tickets"), "Borrador", true)
	shows("a draft", customer.Get(path).Body, "Pues", true)
	ok(site.Desk.Drafts.Drop(t.Context(), site.Person(ana), ticket.Number))
	shows("no draft any more", rowOf(customer, "/tickets"), "Borrador", false)
	shows("no draft any more", customer.Get(path).Body, "Pues", false)

	shows("who wrote", rowOf(customer, "/tickets"), "Eva: ", true)
	ok(site.Desk.Describe(t.Context(), site.Agent("eva"), desk.Profile{Name: "Evarista Gil"}))
	shows("who wrote, by another name", rowOf(customer, "/tickets"), "Evarista: ", true)
	shows("who wrote, by another name", customer.Get(path).Body, "Evarista", true)
	ok(site.Desk.Describe(t.Context(), site.Person(ana), desk.Profile{Name: "Anabel Ruiz"}))
	shows("who asked, by another name", rowOf(agent, "/desk?view=all"), "Anabel", true)
	shows("who asked, by another name", agent.Get("/desk"+path).Body, "Anabel", true)

	shows("of today", customer.Get(path).Body, ">Ayer<", false)
	later.Store(int64(24 * time.Hour))
	_, err := site.DB.NewRaw("UPDATE sessions SET seen_at = ?", db.Time(at.Add(24*time.Hour))).Exec(t.Context()) // Set would forget what was made
	ok(err)
	shows("of yesterday", customer.Get(path).Body, "Ayer", true)
	shows("of yesterday", rowOf(customer, "/tickets"), "ayer", true)
	before := customer.Get(path)
	_, err = site.Desk.Reply(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Ya está."})
	ok(err)
	shows("an answer", before.Body, "Ya está.", false)
	shows("an answer", customer.Get(path).Body, "Ya está.", true)
	shows("an answer", rowOf(customer, "/tickets"), "Ya está.", true)
}

// unpadded is a page without the blanks behind a sentence, which nobody sees.
func unpadded(page string) string { return padding.ReplaceAllString(page, "</p>") }

var padding = regexp.MustCompile(`\s+</p>`)

// Packed, a page is the same, made anew or kept, each time with another key.
func TestWhatWasMadeIsKeptPacked(t *testing.T) {
	at := clocktest.Now()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Now = func() time.Time { return at } })
	path := site.Ticket(ana, desk.StatusOpen).Path()
	customer, agent := site.As(ana), site.As(sam)
	key := regexp.MustCompile(`name="key" value="(\w{26})"`)
	for _, tt := range []struct {
		b    *sitetest.Browser
		path string
	}{{customer, path}, {customer, "/tickets"}, {customer, "/tickets/new"}, {customer, "/"}, {agent, "/desk"}, {agent, "/desk" + path}} {
		for range 2 { // marks as read
			tt.b.Get(tt.path)
		}
		plain, keys := tt.b.Get(tt.path).Body, map[string]bool{}
		want := unpadded(anew.ReplaceAllString(plain, "$1"))
		for range 3 {
			a := tt.b.With("Accept-Encoding", "br").Get(tt.path)
			got := unpacked(t, a)
			if a.Header.Get("Content-Encoding") != "br" || unpadded(anew.ReplaceAllString(got, "$1")) != want {
				t.Errorf("%s is another page:\n%s\ninstead of\n%s", tt.path, got, want)
			}
			if found := key.FindStringSubmatch(got); found != nil {
				keys[found[1]] = true
			}
		}
		if key.MatchString(plain) && len(keys) != 3 {
			t.Errorf("%s has %d keys for three visits", tt.path, len(keys))
		}
	}
}
