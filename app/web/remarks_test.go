package web_test

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// That a mail bounced is a thin line at the desk, in thread, queue and stream,
// and nowhere for the requester.
func TestBounceIsForStaff(t *testing.T) {
	site := sitetest.Start(t)
	hers, agent, ticket := site.As(ana), site.As(sam), site.Ticket(ana, desk.StatusOpen)
	const line = "no se pudo entregar"
	thread := agent.Listen(stream(t, agent.Get("/desk"+ticket.Path()).Body))
	thread.Next()
	hers.Get(ticket.Path())
	before := element(t, hers.Get("/tickets").Body, "tickets")
	if err := site.Desk.Bounce(t.Context(), ticket.Number); err != nil {
		t.Fatal(err)
	}
	thread.Hears(line)
	if after := element(t, hers.Get("/tickets").Body, "tickets"); after != before {
		t.Errorf("her list was %s and is %s", before, after)
	}
	if entry := element(t, agent.Get("/desk"+ticket.Path()).Body, "entry-3"); !strings.Contains(entry, line) || !strings.Contains(entry, "entry--fact") || strings.Contains(entry, "@") {
		t.Errorf("the desk reads %s", entry)
	}
	if !strings.Contains(agent.Get("/desk?view=all").Body, line) {
		t.Error("the queue does not say so")
	}
	for _, path := range []string{"/tickets", ticket.Path(), ticket.Path() + "?before=9", "/tickets?q=entregar"} {
		if body := hers.Get(path).Body; strings.Contains(body, line) || strings.Contains(body, "entry-3") {
			t.Errorf("%s shows it", path)
		}
	}
}

// Nothing tells a requester whether staff left a note: no position that a page
// names, and no position that their stream takes.
func TestNotesHaveNoPosition(t *testing.T) {
	site := sitetest.Start(t)
	hers, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	oldest := ticket.Path() + "?before=1"
	before := stream(t, hers.Get(oldest).Body)
	if _, err := site.Desk.Note(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Nota"}); err != nil {
		t.Fatal(err)
	}
	if after := stream(t, hers.Get(oldest).Body); after != before {
		t.Errorf("the page before the first entry listens at %s, and at %s after a note", before, after)
	}
	seq := site.Read(ticket.Number).LastSeq
	s := hers.Listen(fmt.Sprint(ticket.Path(), "/live?after=", seq))
	if hello, e := s.Next(), s.Next(); hello.ID != fmt.Sprint(seq-1) || e.Name != "reset" {
		t.Errorf("the note's position is taken: %+v, %+v", hello, e)
	}
	if s := site.As(sam).Listen(fmt.Sprint("/desk", ticket.Path(), "/live?after=", seq)); s.Next().ID != fmt.Sprint(seq) {
		t.Error("the desk does not get its own position")
	}
}
