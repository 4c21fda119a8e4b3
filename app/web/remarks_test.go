package web_test

import (
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
