package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/fault"
)

// A ticket that was opened again and closed may be rated anew for a week: what
// was said of the first solution does not bind.
func TestRatingAfterReopening(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.brings(ana, StatusClosed)
		s.ok(s.Rate(s.ctx, ana, n, "bad", ""))
		s.pass(RatingOpen + time.Hour)
		_, err := s.Rate(s.ctx, ana, n, "good", "")
		refused(t, err, fault.Stale, "desk.score.late")
		s.ok(s.Reply(s.ctx, ana, n, say("Again.")))
		s.ok(s.Solve(s.ctx, sam, n, say("Now it is done.")))
		s.ok(s.Confirm(s.ctx, ana, n))
		s.pass(RatingOpen)
		s.ok(s.Rate(s.ctx, ana, n, "good", ""))
		s.pass(time.Second)
		_, err = s.Rate(s.ctx, ana, n, "bad", "")
		refused(t, err, fault.Stale, "desk.score.late")
		if got := s.ticket(ana, n).Score; got != "good" {
			t.Errorf("score %s", got)
		}
	})
}

// Why it went badly is kept with the rating and changes nothing else; said twice it is
// there once.
func TestRatingWithWords(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.brings(ana, StatusClosed)
		s.ok(s.Rate(s.ctx, ana, n, "bad", ""))
		for range 2 {
			e := s.ok(s.Rate(s.ctx, ana, n, "bad", "Nobody called.\n"))
			if e.Seq > 0 && (e.Kind != Rated || e.Body != "Nobody called." || e.Data.Score != "bad") {
				t.Errorf("%+v", e)
			}
		}
		if got := s.ticket(ana, n); got.Status != StatusClosed || got.Score != "bad" || !got.Commented() {
			t.Errorf("%+v", got)
		}
		entries, _, err := s.Before(s.ctx, ana, s.ticket(ana, n), 0)
		if rated := slices.DeleteFunc(entries, func(e Entry) bool { return e.Kind != Rated }); err != nil || len(rated) != 2 {
			t.Errorf("%d ratings, %v", len(rated), err)
		}
		_, err = s.Rate(s.ctx, ana, n, "bad", strings.Repeat("a", MaxBody+1))
		refused(t, err, fault.Invalid, "desk.body.long")
	})
}
