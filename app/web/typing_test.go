package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Sam writes a reply: Ana and Eva see it, he does not; his answer ends it, and
// so does time. No sign of it has a position in the stream.
func TestTypingIsShown(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	deskPath := fmt.Sprint("/desk/tickets/", ticket.Number)
	live := "/live?after=" + fmt.Sprint(ticket.LastSeq)
	a, eva, self := site.As(ana).Listen(ticket.Path()+live), site.As("eva").Listen(deskPath+live), site.As(sam).Listen(deskPath+live)
	for _, s := range []*sitetest.Stream{a, eva, self} {
		s.Next()
	}
	b := site.As(sam).Script()
	types := func() {
		t.Helper()
		if r := b.Post(deskPath+"/typing", nil); r.Status != 204 || r.Body != "" {
			t.Errorf("typing: %d %q", r.Status, r.Body)
		}
	}
	const begins, ends = `hx-target="#typing" hx-swap="innerHTML"><p`, `hx-target="#typing" hx-swap="innerHTML"></hx-partial>`
	types()
	types()
	for _, s := range []*sitetest.Stream{a, eva} {
		if e := s.Hears("#typing"); e.HasID || !strings.Contains(e.Data, begins) || !strings.Contains(e.Data, "Sam está escribiendo…") {
			t.Errorf("typing came as %+v", e)
		}
	}
	sent := time.Now()
	b.Post(deskPath+"/replies", url.Values{"body": {"Ya está."}, "send": {"reply"}})
	types()                                           // what was typed last came late
	soon := time.Since(sent) < 3*time.Second          // then he may be writing again
	for said, over := false, false; !said || !over; { // time may have ended it before the answer did
		e := a.Next()
		said, over = said || strings.Contains(e.Data, "Ya está."), over || strings.Contains(e.Data, ends)
	}
	says(t, site, site.Agent("eva"), ticket, "Y yo.")
	for _, e := range append(a.Heard(), a.Hears("Y yo.")) {
		if soon && strings.Contains(e.Data, begins) {
			t.Errorf("he types after his answer: %+v", e)
		}
	}
	for _, e := range self.Heard() {
		if strings.Contains(e.Data, "#typing") {
			t.Errorf("Sam hears of himself: %+v", e)
		}
	}
}

// Time ends it as well (how soon: app/live).
func TestTypingEnds(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	a := site.As(ana).Listen(ticket.Path() + "/live?after=" + fmt.Sprint(ticket.LastSeq))
	a.Next()
	site.As(sam).Script().Post(fmt.Sprint("/desk/tickets/", ticket.Number, "/typing"), nil)
	a.Hears("Sam está escribiendo…")
	a.Hears(`hx-target="#typing" hx-swap="innerHTML"></hx-partial>`)
}
