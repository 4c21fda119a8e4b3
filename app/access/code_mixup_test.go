package access

import (
	"testing"
	"time"
)

// Two mails came at once. The code of the other browser's is told for what it is,
// and costs no try; whoever tries to learn codes by it finds them ended.
func TestCodeOfAnotherBrowser(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		theirs := s.ask(Ask{Email: ana, IP: "203.0.113.1"})
		theirCode := s.code()
		s.pass(time.Second)
		near := s.ask(Ask{Email: ana})
		nearCode := s.code()
		s.pass(time.Second)
		own := s.ask(Ask{Email: ana})
		code := s.code()

		_, err := s.FinishSignIn(t.Context(), own, nearCode, here)
		refused(t, err, "access.code.other")
		_, err = s.FinishSignIn(t.Context(), own, theirCode, here)
		refused(t, err, "access.code.other")
		if n := s.count("challenges WHERE tries > 0"); n != 0 {
			t.Errorf("it cost tries of %d challenges", n)
		}
		_, err = s.FinishSignIn(t.Context(), theirs, theirCode, here)
		refused(t, err, "access.code.dead") // it was learned from elsewhere
		_, err = s.FinishSignIn(t.Context(), near, nearCode, here)
		must(t, err) // a person with two browsers mixed them up
		_, err = s.FinishSignIn(t.Context(), own, nearCode, here)
		refused(t, err, "access.code.wrong") // it was used
		_, err = s.FinishSignIn(t.Context(), own, code, here)
		must(t, err)
	})
}

// Of another target, or too old, it is a wrong code.
func TestCodeOfAnotherTarget(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.ask(Ask{Email: "luis@example.com"})
		luis := s.code()
		s.ask(Ask{Email: ana})
		old := s.code()
		s.pass(codeLife)
		own := s.ask(Ask{Email: ana})
		for _, code := range []string{luis, old} {
			_, err := s.FinishSignIn(t.Context(), own, code, here)
			refused(t, err, "access.code.wrong")
		}
		if s.count("challenges WHERE tries = 2") != 1 {
			t.Error("they cost no try")
		}
	})
}
