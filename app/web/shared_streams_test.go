package web_test

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app"
	"hilo/app/desk"
	"hilo/app/sitetest"
)

// News is read once for all who are told the same: more readers of it ask nothing more.
func TestNewsIsReadOnce(t *testing.T) {
	c := new(counter)
	site := sitetest.Start(t, counted(c))
	ticket := site.Ticket(ana, desk.StatusOpen)
	b := site.As(ana)
	agents := map[string]*sitetest.Browser{"eva": site.As("eva"), sam: site.As(sam)}
	costs := func(open int, paths map[string]*sitetest.Browser) (asked []string) {
		t.Helper()
		var all []*sitetest.Stream
		for range open {
			for path, b := range paths {
				s := b.Listen(path)
				s.Next()
				all = append(all, s)
			}
		}
		site.Settle()
		c.take()
		word := fmt.Sprint("palabra ", open)
		says(t, site, site.Agent("eva"), site.Read(ticket.Number), word)
		for _, s := range all {
			s.Hears(word)
		}
		for _, q := range c.take() {
			if strings.Contains(q, "AS by_them") || strings.Contains(q, "AS now_seq") { // of a ticket, of rows
				asked = append(asked, q)
			}
		}
		for _, s := range all {
			s.Leave()
		}
		return asked
	}
	last := func() string { return fmt.Sprint("?after=", site.Read(ticket.Number).LastSeq) }
	for what, paths := range map[string]func() map[string]*sitetest.Browser{
		"ticket": func() map[string]*sitetest.Browser {
			return map[string]*sitetest.Browser{ticket.Path() + "/live" + last(): b}
		},
		"desk": func() map[string]*sitetest.Browser {
			at := fmt.Sprint("/desk/live?view=all&after=", site.Count("SELECT value FROM counters WHERE name = 'desk'"))
			return map[string]*sitetest.Browser{at: agents["eva"], at + "&unread=0": agents[sam]}
		},
	} {
		one := costs(1, paths())
		if many := costs(6, paths()); len(one) == 0 || len(many) > len(one)+2 { // somebody may come a ring later
			t.Errorf("%s: one reader costs %d statements, six %d:\n%s", what, len(one), len(many), strings.Join(many, "\n"))
		}
	}
}

// What is read for all agents shows each of them their own dot, and nobody their own
// ticket: an agent who asks something is a customer there, also on an open desk.
func TestSharedDesk(t *testing.T) {
	site := sitetest.Start(t)
	theirs, own := site.Ticket(ana, desk.StatusOpen), site.Ticket(sam, desk.StatusOpen)
	eva, asks := site.As("eva"), site.As(sam)
	at := fmt.Sprint("/desk/live?view=all&after=", site.Count("SELECT value FROM counters WHERE name = 'desk'"))
	atEva, atSam, inTicket := eva.Listen(at), asks.Listen(at), eva.Listen("/desk"+own.Path()+"/live?after=0")
	for _, s := range []*sitetest.Stream{atEva, atSam, inTicket} {
		s.Next()
	}
	says(t, site, site.Person(sam), own, "canario")
	row := fmt.Sprint(`id="ticket-`, own.Number, `"`)
	if e := atEva.Hears(row); !strings.Contains(e.Data, "canario") {
		t.Errorf("eva hears %s", e.Data)
	}
	inTicket.Hears("canario")
	if a := asks.Get("/desk" + own.Path() + "/live?after=0"); a.Status != 404 {
		t.Errorf("sam has his own at the desk: %d", a.Status)
	}
	says(t, site, site.Agent("eva"), theirs, "de eva")
	row = fmt.Sprint(`id="ticket-`, theirs.Number, `"`)
	read, unread := atEva.Hears(row), atSam.Hears(row)
	if strings.Contains(element(t, read.Data, row[4:len(row)-1]), "data-unread") || !strings.Contains(unread.Data, "data-unread") {
		t.Errorf("eva, who wrote it, hears\n%s\nsam\n%s", read.Data, unread.Data)
	}
	for _, e := range append(atSam.Heard(), unread) {
		if strings.Contains(e.Data, "canario") || strings.Contains(e.Data, fmt.Sprint(own.Number)) {
			t.Errorf("sam hears of his own: %s", e.Data)
		}
	}
	// His ticket becomes his between two reads of others.
	site.Set("UPDATE tickets SET requester_id = ? WHERE number = ?", site.Person("eva").ID, theirs.Number)
	moved := asks.Listen("/desk" + theirs.Path() + "/live?after=0")
	moved.Next()
	says(t, site, site.Agent(sam), theirs, "secreto")
	moved.Hears("secreto")
	for _, e := range atEva.Heard() {
		if strings.Contains(e.Data, "secreto") {
			t.Errorf("eva hears of her own: %s", e.Data)
		}
	}
}

// Where there is no room for another stream, that is all it costs: it is told when to
// come back, and pages are shown.
func TestFullOfStreams(t *testing.T) {
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Wired = func(a *app.App) { a.Web.MostStreams(2) } })
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	at := ticket.Path() + "/live?after=2"
	first := b.Listen(at)
	first.Next()
	b.Listen(at).Next()
	for range 2 {
		if s := site.As(luis).Listen("/tickets/live?after=0"); s.StatusCode != 503 || s.Header.Get("Retry-After") != "10" {
			t.Fatalf("one more: %d, %v", s.StatusCode, s.Header)
		}
	}
	if a := site.As(luis).Get("/tickets"); a.Status != 200 {
		t.Errorf("a page: %d", a.Status)
	}
	first.Leave()
	site.Until("room", func() bool {
		s := site.As(luis).Listen("/tickets/live?after=0")
		defer s.Leave()
		return s.StatusCode == 200
	})
}

// To open the stream of a page that is up to date asks for the session and the ticket.
func TestOpeningAsksLittle(t *testing.T) {
	c := new(counter)
	site := sitetest.Start(t, counted(c))
	ticket := site.Ticket(ana, desk.StatusOpen)
	b := site.As(ana)
	at := stream(t, b.Get(ticket.Path()).Body)
	site.Settle()
	for range 3 { // what is kept for all is read before
		c.take()
		b.Listen(at).Next()
	}
	if who, asked := c.who(), c.take(); who != 1 || len(asked) > 1 {
		t.Errorf("it asks %d times who she is, and\n%s", who, strings.Join(asked, "\n"))
	}
}

// What is read once for many is told to nobody who may not see it: a guest of one ticket
// hears nothing of another, though its requester, the same person, listens there.
func TestSharedNewsHaveTheirReaders(t *testing.T) {
	site := sitetest.Start(t)
	guests := site.GuestTicket()
	guest, email := site.GuestOf(guests), site.Email(guests.RequesterID)
	marta, other := site.As(email), site.Ticket(email, desk.StatusNew)
	live := fmt.Sprintf("%s/live?after=%d", other.Path(), other.PublicSeq)
	marta.Listen(live)
	if got := guest.Listen(live).StatusCode; got != 404 {
		t.Errorf("a guest of another ticket: %d", got)
	}
	if got := guest.Listen(guests.Path() + "/live?after=1").StatusCode; got != 200 {
		t.Errorf("a guest of this ticket: %d", got)
	}
}
