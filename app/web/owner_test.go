package web_test

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Who works at the desk has tickets too: there they are a customer like anyone,
// for themselves and for their colleagues.
func TestStaffOnTheirOwnTicket(t *testing.T) {
	site := sitetest.Start(t)
	sams, evas := site.As(sam), site.As("eva")
	own := site.Ticket(sam, desk.StatusNew)
	says(t, site, site.Person(sam), own, "Sigo esperando.")
	if a := sams.Get("/tickets"); !strings.Contains(a.Body, "Tú: Sigo esperando.") {
		t.Error("the list does not say you")
	}
	page := sams.Get(own.Path()).Body
	if entry := element(t, page, "entry-2"); !strings.Contains(entry, `id="who-2">Tú<`) || !strings.Contains(entry, "entry--mine") {
		t.Errorf("the thread says %s", entry)
	}
	if entry := element(t, evas.Get("/desk"+own.Path()).Body, "entry-2"); !strings.Contains(entry, "Sam") || strings.Contains(entry, "entry--mine") {
		t.Errorf("a colleague reads %s", entry)
	}
	_, err := site.Desk.Reply(t.Context(), site.Agent("eva"), own.Number, desk.Message{Body: "Lo miro.", Key: "k-eva"})
	if err != nil {
		t.Fatal(err)
	}
	at := fmt.Sprint("/desk", own.Path())
	if entry := element(t, evas.Get(at).Body, "entry-3"); !strings.Contains(entry, ">Eva<") || !strings.Contains(entry, "entry--own") || !strings.Contains(entry, `data-key="k-eva"`) {
		t.Errorf("her own words are %s", entry)
	}
	if entry := element(t, site.As("admin").Get(at).Body, "entry-3"); !strings.Contains(entry, ">Eva<") || !strings.Contains(entry, "entry--mine") || strings.Contains(entry, "entry--own") || strings.Contains(entry, "k-eva") {
		t.Errorf("a colleague reads %s", entry)
	}
	if entry := element(t, sams.Get(own.Path()).Body, "entry-3"); !strings.Contains(entry, "Eva") || strings.Contains(entry, "entry--mine") {
		t.Errorf("the answer says %s", entry)
	}
}

// Who left the desk is still who answered: to the customer their words are not
// the customer's own.
func TestWordsOfWhoLeftTheDesk(t *testing.T) {
	site := sitetest.Start(t)
	anas, theirs := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	says(t, site, site.Agent(sam), theirs, "Lo miro hoy.")
	last := site.Count("SELECT last_seq FROM tickets WHERE number = ?", theirs.Number)
	if err := site.Auth.Staff.Remove(t.Context(), "sam@example.com"); err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint("entry-", last)
	if entry := element(t, anas.Get(theirs.Path()).Body, id); !strings.Contains(entry, ">Sam<") || strings.Contains(entry, "entry--mine") {
		t.Errorf("the thread says %s", entry)
	}
	if row := element(t, anas.Get("/tickets").Body, fmt.Sprint("ticket-", theirs.Number)); !strings.Contains(row, "Sam: Lo miro hoy.") {
		t.Errorf("the list says %s", row)
	}
	if a := anas.Get("/notifications"); strings.Contains(a.Body, "Has respondido") || !strings.Contains(a.Body, "Sam") {
		t.Error("the notifications say it was her")
	}
	if entry := element(t, site.As("eva").Get("/desk"+theirs.Path()).Body, id); !strings.Contains(entry, "entry--mine") {
		t.Errorf("a colleague reads %s", entry)
	}
}
