package desk

import (
	"slices"
	"testing"
	"time"
)

// Who answers a ticket of nobody first has it: their colleagues read so before the
// answer, its customer nothing of it. A note takes nothing, nor does a second answer, or
// one to what somebody has already; the same send twice takes it once.
func TestWhoAnswersFirstOwns(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.FirstOwns = true
		n := s.opens(ana, "Charged twice", "Twice!")
		kinds := func(who Actor) (all []Kind) {
			for _, e := range s.thread(who, n) {
				all = append(all, e.Kind)
			}
			return all
		}
		owner := func() string {
			row, err := s.Ticket(s.ctx, sam, n)
			must(t, err)
			if row.Assignee == nil {
				return ""
			}
			return row.Assignee.Email
		}
		s.ok(s.Note(s.ctx, sam, n, say("Mine?")))
		s.ok(s.Reply(s.ctx, ana, n, say("Hello?")))
		s.ok(s.SetStatus(s.ctx, sam, n, StatusHold))
		if got := owner(); got != "" {
			t.Errorf("%s has it without an answer", got)
		}
		before := len(s.thread(ana, n))
		s.pass(time.Minute)
		first := Message{Body: "Which bank?", Key: "k"}
		for range 2 {
			if e, err := s.Ask(s.ctx, sam, n, first, []string{"time"}); err != nil || e.Kind != Asked || e.Body != first.Body {
				t.Fatalf("the answer is %+v, %v", e, err)
			}
		}
		s.ok(s.Reply(s.ctx, eva, n, say("I may know.")))
		if got := owner(); got != sam.Email {
			t.Errorf("%q has it, not who answered first", got)
		}
		if got := kinds(sam); !slices.Equal(got[len(got)-3:], []Kind{Assigned, Asked, Replied}) {
			t.Errorf("colleagues read %v", got)
		}
		if got := kinds(ana); len(got) != before+2 || slices.Contains(got, Assigned) {
			t.Errorf("the customer reads %v", got)
		}
		s.ok(s.Assign(s.ctx, eva, n, ""))
		s.ok(s.Solve(s.ctx, eva, n, say("It is back.")))
		if got := owner(); got != eva.Email {
			t.Errorf("%q has what eva took", got)
		}
	})
}
