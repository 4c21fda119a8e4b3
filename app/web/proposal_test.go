package web_test

import (
	"fmt"
	"net/url"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// An answer from an alert counts for the proposal that the alert was about, and
// for no other: then nothing changes, and the worker is told so.
func TestAnswerFromAnAlert(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana).Script()
	for verb, want := range map[string]desk.Status{"/resolution": desk.StatusClosed, "/reopening": desk.StatusOpen} {
		ticket := site.Ticket(ana, desk.StatusSolved)
		at := func(seq any) int {
			return b.Post(ticket.Path()+verb, url.Values{"seq": {fmt.Sprint(seq)}}).Status
		}
		first := ticket.LastSeq
		if _, err := site.Desk.Reopen(t.Context(), site.Person(ana), ticket.Number); err != nil {
			t.Fatal(err)
		}
		if got := at(first); got != 409 || site.Read(ticket.Number).Status != desk.StatusOpen {
			t.Errorf("%s on a ticket that moved on: %d", verb, got)
		}
		e, err := site.Desk.Solve(t.Context(), site.Agent("sam"), ticket.Number, desk.Message{Body: "Ahora sí."})
		if err != nil {
			t.Fatal(err)
		}
		for _, seq := range []any{first, e.Seq + 1, -1, "x", "1e3"} {
			if got := at(seq); got != 409 || site.Read(ticket.Number).Status != desk.StatusSolved {
				t.Errorf("%s about %v: %d", verb, seq, got)
			}
		}
		if err := site.Desk.Silence(t.Context(), desk.Ref{Ticket: ticket.Number, Seq: e.Seq}); err != nil { // warned
			t.Fatal(err)
		}
		if got := at(e.Seq); got != 201 || site.Read(ticket.Number).Status != want {
			t.Errorf("%s about what is asked: %d", verb, got)
		}
		if got := at(e.Seq); got != 409 {
			t.Errorf("%s once more: %d", verb, got)
		}
	}
}
