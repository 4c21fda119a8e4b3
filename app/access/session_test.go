package access

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
)

// Each kind of session ends when idle, and at its age, however busy.
func TestSessionsEnd(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for i, tt := range []struct {
			kind           string
			idle, absolute time.Duration
		}{
			{KindCustomer, 30 * day, 180 * day}, {KindStaff, 12 * time.Hour, 7 * day}, {KindGuest, day, 7 * day},
		} {
			t.Run(tt.kind, func(t *testing.T) {
				email := fmt.Sprintf("p%d@example.com", i)
				enter := func() string {
					s.pass(2 * day)
					if tt.kind == KindStaff {
						_, err := s.Staff.Add(t.Context(), email, "Sam", false)
						must(t, err)
					}
					if tt.kind != KindGuest {
						return s.signIn(email).Cookie
					}
					token := s.link(s.ticket(email))
					challenge, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
					must(t, err)
					grant, err := s.Guests.Verify(t.Context(), token, challenge, s.code(), true, here)
					must(t, err)
					return grant.Cookie
				}
				cookie := enter()
				v, err := s.Sessions.Viewer(t.Context(), cookie)
				must(t, err)
				if v.Session.Kind != tt.kind {
					t.Fatalf("kind %s", v.Session.Kind)
				}
				s.pass(v.Session.SeenAt.Add(tt.idle - time.Second).Sub(s.clock()))
				if left, ok := s.Sessions.Alive(t.Context(), v.Session.ID); !ok || left != time.Second {
					t.Errorf("left %v %v", left, ok)
				}
				s.pass(time.Second)
				_, err = s.Sessions.Viewer(t.Context(), cookie)
				refused(t, err, "problem.nobody")
				if _, ok := s.Sessions.Alive(t.Context(), v.Session.ID); ok {
					t.Error("alive though idle")
				}
				cookie = enter()
				started := s.clock()
				for s.clock().Before(started.Add(tt.absolute - tt.idle)) {
					s.pass(tt.idle / 2)
					_, err := s.Sessions.Viewer(t.Context(), cookie)
					must(t, err)
				}
				s.pass(tt.idle)
				_, err = s.Sessions.Viewer(t.Context(), cookie)
				refused(t, err, "problem.nobody")
			})
		}
	})
}

// Seen is written at most every ten minutes.
func TestSeenIsRefreshed(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.signIn(ana).Cookie
		seen := func() time.Time {
			v, err := s.Sessions.Viewer(t.Context(), cookie)
			must(t, err)
			all, err := s.Sessions.Of(t.Context(), v.Person.ID)
			must(t, err)
			return all[0].SeenAt
		}
		first := seen()
		s.pass(8 * time.Minute) // signIn passed one
		if !seen().Equal(first) {
			t.Error("written too soon")
		}
		s.pass(time.Minute)
		if !seen().Equal(s.clock()) {
			t.Error("not refreshed")
		}
	})
}

// Whoever ends a session ends its streams; strangers cannot.
func TestRevoke(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		luis := s.signIn("luis@example.com")
		for name, end := range map[string]func(v Viewer, cookie string) error{
			"sign out": func(_ Viewer, cookie string) error { return s.Sessions.SignOut(t.Context(), cookie) },
			"revoke":   func(v Viewer, _ string) error { return s.Sessions.Revoke(t.Context(), v.Person.ID, v.Session.ID) },
		} {
			s.pass(time.Hour)
			cookie := s.signIn(ana).Cookie
			v, err := s.Sessions.Viewer(t.Context(), cookie)
			must(t, err)
			if v.Proof != desk.ProofSession || v.Scope != 0 {
				t.Errorf("viewer %+v", v.Person)
			}
			refused(t, s.Sessions.Revoke(t.Context(), luis.Person.ID, v.Session.ID), "problem.unknown")
			ear, stop := s.bell.Listen(SessionTopic(v.Session.ID))
			must(t, end(v, cookie))
			if !heard(ear) {
				t.Errorf("%s: no ring", name)
			}
			stop()
			_, err = s.Sessions.Viewer(t.Context(), cookie)
			refused(t, err, "problem.nobody")
			if _, ok := s.Sessions.Alive(t.Context(), v.Session.ID); ok {
				t.Errorf("%s: alive", name)
			}
		}
		_, err := s.Sessions.Viewer(t.Context(), luis.Cookie)
		must(t, err)
		must(t, s.Sessions.SignOut(t.Context(), "nobody's"))
	})
}

// The unread count comes with the session.
func TestViewerUnread(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		number := s.ticket(ana)
		_, err := s.db.NewRaw("UPDATE tickets SET proof = 'guest' WHERE number = ?", number).Exec(t.Context()) // what strangers opened counts for nobody
		must(t, err)
		cookie := s.signIn(ana).Cookie
		known, err := desk.Know(t.Context(), s.db, "sam@example.com", s.clock())
		must(t, err)
		sam := desk.SignedIn(known).OnDesk()
		_, err = s.desk.Reply(t.Context(), sam, number, desk.Message{Body: "Which bank?"})
		must(t, err)
		v, err := s.Sessions.Viewer(t.Context(), cookie)
		must(t, err)
		if v.Unread != 1 {
			t.Errorf("%d unread", v.Unread)
		}
	})
}

// A copy of the database opens nothing: no cookie, token or code is in it.
func TestDumpHoldsNoSecret(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token := s.link(s.ticket(ana))
		guest, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: "203.0.113.7"})
		must(t, err)
		grant, err := s.Guests.Verify(t.Context(), token, guest, s.code(), true, here)
		must(t, err)
		s.pass(time.Minute)
		challenge := s.ask(Ask{IP: "203.0.113.7"})
		parked, err := s.KeepUnsent(t.Context(), home, desk.Draft{Body: "words", Key: "key"})
		must(t, err)
		setup, _, err := s.Staff.SetupToken(t.Context())
		must(t, err)
		staff, err := s.Staff.Add(t.Context(), "sam@example.com", "Sam", true)
		must(t, err)
		secrets := []string{token, guest, guest[1:], grant.Cookie, challenge, challenge[1:], parked, setup, staff, "203.0.113.7"}
		for _, m := range s.mails() {
			secrets = append(secrets, m.Code, ShowCode(m.Code))
		}
		for _, table := range []string{"sessions", "challenges", "guest_links", "staff_links", "limits", "jobs", "drafts", "people"} {
			var rows []map[string]any
			must(t, s.db.NewRaw("SELECT * FROM "+table).Scan(t.Context(), &rows))
			if len(rows) == 0 {
				t.Errorf("%s is empty", table)
			}
			dump := fmt.Sprintf("%s", rows)
			for i, secret := range secrets {
				if strings.Contains(dump, secret) {
					t.Errorf("%s holds secret %d", table, i)
				}
			}
		}
	})
}

// Sweeping takes what is expired and nothing else.
func TestSweep(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.signIn(ana).Cookie
		token := s.link(s.ticket(ana))
		_, err := s.KeepUnsent(t.Context(), "203.0.113.7", desk.Draft{Body: "words"})
		must(t, err)
		_, err = s.Staff.Add(t.Context(), "sam@example.com", "Sam", true)
		must(t, err)
		must(t, s.Sweep(t.Context()))
		for _, table := range []string{"challenges", "limits", "drafts", "staff_links", "guest_links", "sessions"} {
			if s.count(table) == 0 {
				t.Errorf("%s swept too soon", table)
			}
		}
		s.pass(27 * time.Hour)
		must(t, s.Sweep(t.Context()))
		for _, table := range []string{"challenges", "limits", "drafts", "staff_links"} {
			if n := s.count(table); n != 0 {
				t.Errorf("%s: %d left", table, n)
			}
		}
		_, err = s.Sessions.Viewer(t.Context(), cookie)
		must(t, err)
		_, err = s.Guests.FindLink(t.Context(), token)
		must(t, err)
		s.pass(linkLife)
		must(t, s.Sweep(t.Context()))
		if s.count("sessions") != 0 || s.count("guest_links") != 0 {
			t.Error("old sessions or links stay")
		}
	})
}
