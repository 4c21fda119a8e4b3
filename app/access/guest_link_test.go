package access

import (
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
)

// A guest proves the link's address and is in its ticket, and only there.
func TestGuest(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		number := s.ticket(ana)
		s.ticket(ana) // another, for the unread count
		token := s.link(number)
		l, err := s.Guests.FindLink(t.Context(), token)
		must(t, err)
		if l.Number != number || l.Email != ana || l.Masked != "a•••@e•••.com" || len(token) != 43 {
			t.Errorf("link %+v", l)
		}
		cookie, masked, err := s.Guests.SendCode(t.Context(), token, Ask{Email: "evil@example.com", IP: home, Next: "//evil"})
		must(t, err)
		if m := s.mails()[0]; m.Email != ana || m.TicketNumber != number || masked != l.Masked {
			t.Error("the code went elsewhere")
		}
		if w, ok := s.Codes.Pending(t.Context(), cookie); !ok || w.For == "" || !w.Alive {
			t.Errorf("pending %+v %v", w, ok)
		}
		_, err = s.Guests.Verify(t.Context(), token, cookie, fmtNumber(number), false, here)
		refused(t, err, "access.code.number")
		_, err = s.FinishSignIn(t.Context(), cookie, s.code(), here)
		refused(t, err, "access.code.dead")
		grant, err := s.Guests.Verify(t.Context(), token, cookie, s.code(), false, here)
		must(t, err)
		if grant.Kind != KindGuest || grant.Ticket != number || grant.MaxAge != 0 || grant.Next != "/tickets/"+fmtNumber(number) {
			t.Errorf("grant %+v", grant)
		}
		v, err := s.Sessions.Viewer(t.Context(), grant.Cookie)
		must(t, err)
		if v.Scope != number || v.Proof != desk.ProofGuest || v.Person.Email != ana || v.Unread != 0 || v.Session.LinkID != l.ID {
			t.Errorf("viewer %+v", v)
		}
		if s.count("tickets WHERE proof = 'guest'") != 1 || s.count("people WHERE account_at IS NOT NULL") != 0 {
			t.Error("proof is wrong")
		}
	})
}

// The code for one ticket does not open another of the same person.
func TestGuestCodeIsForOneTicket(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		a, b := s.link(s.ticket(ana)), s.link(s.ticket(ana))
		cookie, _, err := s.Guests.SendCode(t.Context(), a, Ask{IP: home})
		must(t, err)
		_, err = s.Guests.Verify(t.Context(), b, cookie, s.code(), true, here)
		refused(t, err, "access.code.dead")
		grant, err := s.Guests.Verify(t.Context(), a, cookie, s.code(), true, here)
		must(t, err)
		if grant.MaxAge != 7*day {
			t.Errorf("trusted for %v", grant.MaxAge)
		}
	})
}

// Links that never were, were revoked, or ran out are one and the same.
func TestDeadLinks(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		number := s.ticket(ana)
		gone := func(token string) {
			t.Helper()
			_, err := s.Guests.FindLink(t.Context(), token)
			refused(t, err, "problem.unknown")
			_, _, err = s.Guests.SendCode(t.Context(), token, Ask{IP: home})
			refused(t, err, "problem.unknown")
		}
		for _, token := range []string{"", "x", newToken(), "%00", "ñandú"} {
			gone(token)
		}
		token := s.link(number)
		cookie, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
		must(t, err)
		grant, err := s.Guests.Verify(t.Context(), token, cookie, s.code(), true, here)
		must(t, err)
		v, err := s.Sessions.Viewer(t.Context(), grant.Cookie)
		must(t, err)
		ear, stop := s.bell.Listen(SessionTopic(v.Session.ID))
		defer stop()
		must(t, s.Guests.RevokeLinks(t.Context(), number))
		if !heard(ear) {
			t.Error("the guest's stream was not ended")
		}
		gone(token)
		_, err = s.Sessions.Viewer(t.Context(), grant.Cookie)
		refused(t, err, "problem.nobody")
		token = s.link(number)
		s.pass(linkLife - time.Second)
		_, err = s.Guests.FindLink(t.Context(), token)
		must(t, err)
		s.pass(time.Second)
		gone(token)
	})
}

// A mail that is sent twice carries the same link.
func TestLinkRepeats(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		number := s.ticket(ana)
		p, err := desk.Know(t.Context(), s.db, ana, s.clock())
		must(t, err)
		one, err := s.Guests.Link(t.Context(), s.db, "job-1", number, p.ID)
		must(t, err)
		two, err := s.Guests.Link(t.Context(), s.db, "job-1", number, p.ID)
		must(t, err)
		if one != two || s.count("guest_links") != 1 {
			t.Error("the link changed")
		}
		if _, err := s.Guests.Link(t.Context(), s.db, "job-1", s.ticket(ana), p.ID); err == nil {
			t.Error("one id, two tickets")
		}
	})
}

// A guest's link asked for a hundred times sends one mail.
func TestGuestAsksAgain(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token := s.link(s.ticket(ana))
		cookie := ""
		for range 100 {
			next, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home, Challenge: cookie})
			must(t, err)
			if cookie != "" && next != cookie {
				t.Fatal("the cookie changed")
			}
			cookie = next
		}
		if len(s.mails()) != 1 {
			t.Errorf("%d mails", len(s.mails()))
		}
		_, err := s.Guests.Verify(t.Context(), token, cookie, s.code(), true, here)
		must(t, err)
	})
}

// Soon after the code a guest becomes a customer by one tap; later not.
func TestPromote(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for _, tt := range []struct {
			after time.Duration
			ok    bool
		}{{10 * time.Minute, true}, {10*time.Minute + time.Second, false}} {
			s.pass(time.Hour)
			token := s.link(s.ticket(ana))
			cookie, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
			must(t, err)
			guest, err := s.Guests.Verify(t.Context(), token, cookie, s.code(), true, here)
			must(t, err)
			s.pass(tt.after)
			grant, err := s.Guests.Promote(t.Context(), guest.Cookie, Client{Session: guest.Cookie})
			if !tt.ok {
				if fault.Of(err).Kind != fault.Nobody {
					t.Errorf("late: %v", err)
				}
				continue
			}
			must(t, err)
			if !grant.New || grant.Kind != KindCustomer || grant.Next != guest.Next {
				t.Errorf("%+v", grant)
			}
			_, err = s.Sessions.Viewer(t.Context(), guest.Cookie)
			refused(t, err, "problem.nobody")
		}
	})
}
