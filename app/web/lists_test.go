package web_test

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Ana's list moves by itself: a row comes anew with what was said, and goes
// from the tab it no longer belongs to; nobody else's does.
func TestListMovesByItself(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	ticket := site.Ticket(ana, desk.StatusSolved)
	b.Get(ticket.Path())
	open, closed := b.Listen(stream(t, b.Get("/tickets").Body)), b.Listen(stream(t, b.Get("/tickets?show=closed").Body))
	twin := site.As(luis)
	theirs := twin.Listen(stream(t, twin.Get("/tickets").Body))
	for _, s := range []*sitetest.Stream{open, closed, theirs} {
		if e := s.Next(); e.ID == "" || e.Data != "" {
			t.Errorf("hello %+v", e)
		}
	}
	id := fmt.Sprintf("ticket-%d", ticket.Number)
	says(t, site, site.Agent(sam), ticket, "¿Se ve ya?")
	e := open.Hears("¿Se ve ya?")
	if row := element(t, e.Data, id); e.ID == "" || !strings.Contains(row, "data-unread") || !strings.Contains(row, "data-sort=") || !strings.Contains(b.Get("/tickets").Body, strings.TrimSpace(e.Data)) {
		t.Errorf("the row came as %+v", e)
	}
	if e := open.Hears(`id="unread"`); !strings.Contains(e.Data, `data-count="`) || e.HasID {
		t.Errorf("the count came as %+v", e)
	}
	if e := closed.Hears(id); !strings.Contains(e.Data, `hx-target="#`+id+`" hx-swap="delete"`) {
		t.Errorf("on the other tab: %+v", e)
	}
	if _, err := site.Desk.Solve(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Listo."}); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Desk.Confirm(t.Context(), site.Person(ana), ticket.Number); err != nil {
		t.Fatal(err)
	}
	if e := open.Hears(`hx-swap="delete"`); !strings.Contains(e.Data, `hx-target="#`+id+`"`) {
		t.Errorf("leaving came as %+v", e)
	}
	closed.Hears(`href="` + ticket.Path() + `"`)
	if heard := theirs.Heard(); len(heard) > 0 {
		t.Errorf("luis heard %+v", heard)
	}
}

// Reading a ticket lowers the count in every other tab.
func TestReadingIsHeard(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	before := element(t, b.Get("/").Body, "unread")
	other := b.Listen(stream(t, b.Get("/tickets").Body))
	other.Next()
	b.Get(ticket.Path())
	e := other.Hears(`id="unread"`)
	if now := element(t, b.Get("/").Body, "unread"); now == before || !strings.Contains(e.Data, fmt.Sprintf(`data-count="%s"`, attrOf(t, now, "data-count"))) {
		t.Errorf("%+v, the page has %s", e, now)
	}
}

func attrOf(t *testing.T, markup, name string) string {
	t.Helper()
	for n := range parse(t, markup).Descendants() {
		if v, has := attribute(n, name); has {
			return v
		}
	}
	return ""
}

// A search shows where its words stand, marked, and leads there; what is for staff is
// in no customer's row, nor in its stream.
func TestFoundRows(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	says(t, site, site.Agent(sam), ticket, "Lo mira <b>Santurce</b>.\n\nY espera.")
	if _, err := site.Desk.Note(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Santurce miente"}); err != nil {
		t.Fatal(err)
	}
	found := site.Last(ticket.Number).Seq - 1
	says(t, site, site.Agent(sam), ticket, "Otra cosa")
	row := element(t, site.As(ana).Get("/tickets?q=santur").Body, fmt.Sprint("ticket-", ticket.Number))
	if !strings.Contains(row, "Lo mira &lt;b&gt;<mark>Santurce</mark>&lt;/b&gt;.") || !strings.Contains(row, fmt.Sprintf(`href="%s?at=%d#entry-%[2]d"`, ticket.Path(), found)) {
		t.Errorf("her row: %s", row)
	}
	desks := site.As(sam).Get("/desk?view=mine&q=santurce").Body
	if row := element(t, desks, fmt.Sprint("ticket-", ticket.Number)); !strings.Contains(row, "<mark>Santurce</mark> miente") || !strings.Contains(row, fmt.Sprintf("#entry-%d", found+1)) {
		t.Errorf("the desk's row: %s", row)
	}
	if !strings.Contains(desks, `href="/desk?view=mine">Borrar la búsqueda`) || !strings.Contains(desks, `name="view" value="mine"`) {
		t.Error("the search leads not back to where it began")
	}
	live := site.As(ana).Listen(stream(t, site.As(ana).Get("/tickets?q=santurce").Body))
	live.Next()
	says(t, site, site.Agent(sam), ticket, "Y otra")
	if e := live.Hears("<mark>Santurce</mark>"); strings.Contains(e.Data, "miente") {
		t.Errorf("she hears %s", e.Data)
	}
	for _, path := range []string{"/tickets?q=zzz", "/desk?q=zzz"} {
		who := map[bool]string{true: sam, false: ana}[path[1] == 'd']
		if page := site.As(who).Get(path).Body; strings.Contains(page, "#check") || !strings.Contains(page, ">Borrar la búsqueda<") {
			t.Errorf("%s: nothing found, and it says that all is well", path)
		}
	}
}

// The desk's queue is live too, and keeps to the view that the page shows.
func TestQueueMovesByItself(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(sam)
	ticket := site.Ticket(ana, desk.StatusNew)
	queue, mine := b.Listen(stream(t, b.Get("/desk").Body)), b.Listen(stream(t, b.Get("/desk?view=mine").Body))
	queue.Next()
	mine.Next()
	says(t, site, site.Person(ana), ticket, "Sigue igual.")
	id := fmt.Sprintf("ticket-%d", ticket.Number)
	if e := queue.Hears("Sigue igual."); e.ID == "" || element(t, e.Data, id) == "" {
		t.Errorf("the row came as %+v", e)
	}
	if _, err := site.Desk.Assign(t.Context(), site.Agent("eva"), ticket.Number, "sam@example.com"); err != nil {
		t.Fatal(err)
	}
	if e := queue.Hears(id); !strings.Contains(e.Data, `hx-swap="delete"`) {
		t.Errorf("taken: %+v", e)
	}
	mine.Hears(`href="/desk` + ticket.Path() + `"`)
	// An agent's own ticket is no business of theirs at the desk.
	own := site.Ticket(sam, desk.StatusNew)
	says(t, site, site.Person(ana), ticket, "¿Hola?")
	for _, e := range append(mine.Heard(), queue.Heard()...) {
		if strings.Contains(e.Data, fmt.Sprint(own.Number)) {
			t.Errorf("sam heard of his own: %+v", e)
		}
	}
	if a := b.Get(fmt.Sprint("/desk?view=all&q=", own.Number)); strings.Contains(a.Body, own.Path()) {
		t.Error("sam finds his own at the desk")
	}
}

// What an agent saw is shown to who wrote it, live.
func TestSeenIsHeard(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusNew)
	s := b.Listen(stream(t, b.Get(ticket.Path()).Body))
	s.Next()
	agent := site.As(sam)
	agent.Get("/desk" + ticket.Path())
	if e := s.Hears(`hx-target="#seen"`); !strings.Contains(element(t, e.Data, "seen"), "Visto") {
		t.Errorf("%+v", e)
	}
	atDesk := agent.Listen(stream(t, agent.Get("/desk"+ticket.Path()).Body))
	atDesk.Next()
	says(t, site, site.Agent(sam), ticket, "Lo miro.")
	if a := b.Post(ticket.Path()+"/seen", map[string][]string{"seq": {"2"}}); a.Status != 204 {
		t.Fatalf("seen: %d", a.Status)
	}
	if e := atDesk.Hears(`hx-target="#seen"`); e.HasID {
		t.Errorf("%+v", e)
	}
}
