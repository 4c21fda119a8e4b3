package access

import (
	"crypto/rand"
	"testing"
	"time"
)

// A form that was sent twice gets the same session twice, for a minute: a code at
// either way, a guest who turns their session into an account, a staff link.
func TestSentTwice(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token := s.link(s.ticket(ana))
		asked, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
		must(t, err)
		guest, err := s.Guests.Verify(t.Context(), token, asked, s.code(), true, here)
		must(t, err)
		s.pass(2 * time.Minute)
		staff, err := s.Staff.Add(t.Context(), "sam@example.com", "Sam", false)
		must(t, err)
		challenge := s.ask(Ask{Email: ana, Next: "/settings"})
		code := s.code()
		s.pass(2 * time.Minute)
		linked, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
		must(t, err)
		linkCode, page := s.code(), Client{Once: rand.Text()}
		for name, send := range map[string]func() (Grant, error){
			"sign-in": func() (Grant, error) { return s.FinishSignIn(t.Context(), challenge, "Es "+code+".", here) },
			"link":    func() (Grant, error) { return s.Guests.Verify(t.Context(), token, linked, linkCode, true, here) },
			"promote": func() (Grant, error) { return s.Guests.Promote(t.Context(), guest.Cookie, page) },
			"staff":   func() (Grant, error) { return s.Staff.UseLink(t.Context(), staff, Newcomer{}, page) },
		} {
			before := s.count("sessions")
			first, err := send()
			must(t, err)
			after := s.count("sessions")
			s.pass(time.Minute)
			second, err := send()
			if err != nil || second.Cookie != first.Cookie || second.Kind != first.Kind || second.Next != first.Next && name != "promote" || second.Ticket != first.Ticket || second.MaxAge != first.MaxAge || second.Person.Email != first.Person.Email {
				t.Errorf("%s: %+v, then %+v, %v", name, first, second, err)
			}
			if s.count("sessions") != after || after > before+1 {
				t.Errorf("%s: %d sessions, then %d and %d", name, before, after, s.count("sessions"))
			}
			s.pass(time.Second)
			if _, err := send(); err == nil {
				t.Errorf("%s: it opens for ever", name)
			}
		}
		if first, err := s.Guests.Promote(t.Context(), guest.Cookie, here); err == nil {
			t.Errorf("a copy of a guest's cookie opens: %+v", first)
		}
		if first, err := s.Staff.UseLink(t.Context(), staff, Newcomer{}, Client{Once: rand.Text()}); err == nil {
			t.Errorf("a used staff link opens from another page: %+v", first)
		}
	})
}

// Only the same browser with the same code gets the same session, and none that ended.
func TestSentTwiceByAnother(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		challenge := s.ask(Ask{Email: ana})
		code := s.code()
		grant, err := s.FinishSignIn(t.Context(), challenge, code, here)
		must(t, err)
		for _, try := range [][2]string{{"", code}, {"n" + newToken(), code}, {challenge, other(code)}, {challenge, ""}, {challenge[1:], code}} {
			if got, err := s.FinishSignIn(t.Context(), try[0], try[1], here); err == nil {
				t.Errorf("%q: %+v", try, got)
			}
		}
		must(t, s.Sessions.SignOut(t.Context(), grant.Cookie))
		if got, err := s.FinishSignIn(t.Context(), challenge, code, here); err == nil {
			t.Errorf("after the sign-out: %+v", got)
		}
	})
}
