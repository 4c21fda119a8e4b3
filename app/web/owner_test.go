package web_test

import (
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
	says(t, site, site.Agent("eva"), own, "Lo miro.")
	if entry := element(t, sams.Get(own.Path()).Body, "entry-3"); !strings.Contains(entry, "Eva") || strings.Contains(entry, "entry--mine") {
		t.Errorf("the answer says %s", entry)
	}
}
