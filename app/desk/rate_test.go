package desk

import (
	"testing"
	"time"

	"hilo/app/fault"
)

// A ticket that was opened again and closed may be rated anew for a week: what
// was said of the first solution does not bind.
func TestRatingAfterReopening(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.brings(ana, StatusClosed)
		s.ok(s.Rate(s.ctx, ana, n, "bad"))
		s.pass(RatingOpen + time.Hour)
		_, err := s.Rate(s.ctx, ana, n, "good")
		refused(t, err, fault.Stale, "desk.score.late")
		s.ok(s.Reply(s.ctx, ana, n, say("Again.")))
		s.ok(s.Solve(s.ctx, sam, n, say("Now it is done.")))
		s.ok(s.Confirm(s.ctx, ana, n))
		s.pass(RatingOpen)
		s.ok(s.Rate(s.ctx, ana, n, "good"))
		s.pass(time.Second)
		_, err = s.Rate(s.ctx, ana, n, "bad")
		refused(t, err, fault.Stale, "desk.score.late")
		if got := s.ticket(ana, n).Score; got != "good" {
			t.Errorf("score %s", got)
		}
	})
}
