package web_test

import (
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// The desk's panel chooses the status that the ticket has, also one that nobody
// can choose, and calls the requester's language by its own name. That it waits for
// somebody else is told to staff alone.
func TestPanelTellsTheTicketAsItIs(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(sam)
	for status, word := range map[desk.Status]string{desk.StatusNew: "Nuevo", desk.StatusOpen: "Abierto", desk.StatusPending: "Pendiente",
		desk.StatusHold: "En espera", desk.StatusSolved: "Resuelto", desk.StatusClosed: "Cerrado"} {
		ticket := site.Ticket(ana, status)
		page := b.Get("/desk" + ticket.Path()).Body
		_, field, _ := strings.Cut(page, `id="state"`)
		field, _, _ = strings.Cut(field, "</select>")
		_, chosen, _ := strings.Cut(field, " selected")
		if _, chosen, _ = strings.Cut(chosen, ">"); !strings.HasPrefix(chosen, word) || strings.Count(field, " selected") != 1 {
			t.Errorf("%s: %s", status, field)
		}
		if hers := site.As(ana); strings.Contains(hers.Get(ticket.Path()).Body+hers.Get("/tickets").Body, "-hold") || status == desk.StatusHold && !strings.Contains(page, "-hold") {
			t.Errorf("%s: what is for staff is not for staff alone", status)
		}
		if !strings.Contains(page, `<dd lang="es">Español</dd>`) {
			t.Errorf("%s: no language by name", status)
		}
	}
}
