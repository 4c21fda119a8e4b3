package access

import (
	"testing"
	"time"

	"hilo/app/desk"
)

// Twenty wrong codes for a ticket put one promise of a line into it, for that
// day; wrong codes of a sign-in are of no ticket.
func TestPauseIsTold(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		number := s.ticket(ana)
		token := s.link(number)
		told := func() int { return s.count("jobs WHERE kind = ?", desk.JobGuessed) }
		guess := func(rounds int) {
			for range rounds {
				cookie, _, err := s.SendGuestCode(t.Context(), token, Ask{IP: home})
				must(t, err)
				for range maxTries {
					if _, err := s.VerifyGuest(t.Context(), token, cookie, "00000000", false, here); err == nil {
						t.Fatal("guessed")
					}
				}
				s.pass(20 * time.Minute)
			}
		}
		guess(3)
		if n := told(); n != 0 {
			t.Errorf("told of %d pauses after 15 wrong codes", n)
		}
		guess(6)
		if n := told(); n != 1 {
			t.Errorf("told of %d pauses in a day", n)
		}
		for range 6 {
			cookie := s.ask(Ask{Email: "luis@example.com"})
			for range maxTries {
				s.FinishSignIn(t.Context(), cookie, "00000000", here)
			}
			s.pass(20 * time.Minute)
		}
		if s.count("limits") == 0 || told() != 1 {
			t.Error("a sign-in's wrong codes were told of in a ticket")
		}
	})
}
