package sitetest_test

import (
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// The rig itself works: people sign in, guests come by their link, streams are heard.
func TestRig(t *testing.T) {
	site := sitetest.Start(t)
	ana, sam := site.As("ana"), site.As("sam")
	if a := ana.Get("/tickets"); a.Status != 200 || !strings.Contains(a.Body, "Mis tickets") {
		t.Errorf("ana's list: %d", a.Status)
	}
	if a := sam.Get("/desk"); a.Status != 200 {
		t.Errorf("sam's desk: %d", a.Status)
	}
	ticket := site.Ticket("ana", desk.StatusPending)
	stream := ana.Listen(ticket.Path() + "/live?after=2")
	if e := stream.Next(); e.ID != "2" || e.Retry == "" {
		t.Errorf("hello: %+v", e)
	}
	if _, err := site.Desk.Reply(t.Context(), site.Agent("sam"), ticket.Number, desk.Message{Body: "¿Qué banco?"}); err != nil {
		t.Fatal(err)
	}
	stream.Hears("¿Qué banco?")
	asked := site.GuestTicket()
	if a := site.GuestOf(asked).Get(asked.Path()); a.Status != 200 {
		t.Errorf("the guest's ticket: %d", a.Status)
	}
}
