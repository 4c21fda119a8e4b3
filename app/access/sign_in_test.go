package access

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
)

var here = Client{Browser: "Firefox, Linux"}

// The first sign-in makes the account; the next one is told by mail.
func TestSignIn(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		number := s.ticket(ana)
		_, err := s.db.NewRaw("UPDATE tickets SET proof = 'guest' WHERE number = ?", number).Exec(t.Context())
		must(t, err)
		cookie, masked, err := s.StartSignIn(t.Context(), Ask{Email: " ANA@example.com", Locale: "es", IP: home, Browser: "Safari, iPhone", Next: "/settings"})
		must(t, err)
		if masked != "a•••@e•••.com" {
			t.Errorf("masked %s", masked)
		}
		m := s.mails()[0]
		if m.Email != ana || m.Locale != "es" || m.Browser != "Safari, iPhone" || m.TicketNumber != 0 || !m.At.Equal(s.clock()) || !m.ExpiresAt.Equal(s.clock().Add(10*time.Minute)) {
			t.Error("the mail says something else")
		}
		if w, ok := s.Codes.Pending(t.Context(), cookie); !ok || w.Masked != masked || w.For != "" || !w.Alive || !w.Again.Equal(s.clock().Add(time.Minute)) {
			t.Errorf("pending %+v %v", w, ok)
		}
		first, err := s.FinishSignIn(t.Context(), cookie, ShowCode(m.Code), here)
		must(t, err)
		if !first.New || first.Kind != KindCustomer || first.Next != "/settings" || first.Person.Email != ana || first.MaxAge != 180*day || first.Person.AccountAt.IsZero() {
			t.Errorf("first: %+v", first)
		}
		if s.count("tickets WHERE proof = 'session'") != 1 || s.count("jobs WHERE kind = ?", JobSignedIn) != 0 {
			t.Error("the proven ticket was not upgraded, or the newcomer got a warning")
		}
		if _, ok := s.Codes.Pending(t.Context(), cookie); ok {
			t.Error("a used challenge is pending")
		}
		s.pass(time.Minute)
		second := s.signIn(ana)
		if second.New || second.Next != "/tickets" || second.Person.ID != first.Person.ID {
			t.Errorf("second: %+v", second)
		}
		if told := payload[SignedIn](s, JobSignedIn); told.PersonID != first.Person.ID || told.Browser != "Firefox, Linux" {
			t.Errorf("told %+v", told)
		}
	})
}

// What a challenge answers to each event, in each state.
func TestStates(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for i, tt := range []struct {
			name   string
			wrong  int
			after  time.Duration
			used   bool
			guess  bool // a wrong code comes last
			answer string
			left   int
		}{
			{name: "right at once"},
			{name: "right after four wrong", wrong: 4},
			{name: "right in the last second", after: 10*time.Minute - time.Second},
			{name: "right after five wrong", wrong: 5, answer: "access.code.dead"},
			{name: "right after 10:01", after: 10*time.Minute + time.Second, answer: "access.code.dead"},
			{name: "right after the clock went back an hour", after: -time.Hour, answer: "access.code.dead"},
			{name: "right a second time", used: true, after: time.Minute + time.Second, answer: "access.code.dead"},
			{name: "wrong after right", used: true, guess: true, answer: "access.code.dead"},
			{name: "wrong first", guess: true, answer: "access.code.wrong", left: 4},
			{name: "wrong fourth", wrong: 3, guess: true, answer: "access.code.wrong", left: 1},
			{name: "wrong fifth", wrong: 4, guess: true, answer: "access.code.dead"},
			{name: "wrong sixth", wrong: 5, guess: true, answer: "access.code.dead"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				s.pass(2 * time.Hour)
				cookie := s.ask(Ask{Email: string(rune('a'+i)) + "@example.com"})
				code := s.code()
				for range tt.wrong {
					if _, err := s.FinishSignIn(t.Context(), cookie, other(code), here); err == nil {
						t.Fatal("a wrong code let in")
					}
				}
				if tt.used {
					_, err := s.FinishSignIn(t.Context(), cookie, code, here)
					must(t, err)
				}
				s.pass(tt.after)
				defer s.pass(max(0, -tt.after))
				if tt.guess {
					code = other(code)
				}
				_, err := s.FinishSignIn(t.Context(), cookie, code, here)
				if tt.answer == "" {
					must(t, err)
					return
				}
				refused(t, err, tt.answer)
				if f := fault.Of(err); f.Field != "code" || tt.left > 0 && (len(f.Args) != 2 || f.Args[1] != tt.left) {
					t.Errorf("field %q, args %v", f.Field, f.Args)
				}
			})
		}
	})
}

// A hundred right codes at once open one session: whoever gets in has the same.
func TestParallelRight(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.ask(Ask{})
		code := s.code()
		var mu sync.Mutex
		sessions := map[string]bool{}
		won := together(100, func() error {
			grant, err := s.FinishSignIn(t.Context(), cookie, code, here)
			if err == nil {
				mu.Lock()
				defer mu.Unlock()
				sessions[grant.Cookie] = true
			}
			return err
		})
		if won < 1 || s.count("sessions") != 1 || len(sessions) != 1 {
			t.Errorf("%d won, %d sessions, %d cookies", won, s.count("sessions"), len(sessions))
		}
	})
}

// Of thousands of wrong codes at once, no more than five are compared.
func TestParallelWrong(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.ask(Ask{})
		wrong := other(s.code())
		var counted, dead atomic.Int32
		together(2000, func() error {
			_, err := s.FinishSignIn(t.Context(), cookie, wrong, here)
			switch fault.Of(err).Key {
			case "access.code.wrong":
				counted.Add(1)
			case "access.code.dead":
				dead.Add(1)
			}
			return err
		})
		if counted.Load() != 4 || dead.Load() != 1996 || s.count("challenges WHERE tries = 5") != 1 {
			t.Errorf("%d counted, %d dead", counted.Load(), dead.Load())
		}
		_, err := s.FinishSignIn(t.Context(), cookie, other(wrong), here)
		refused(t, err, "access.code.dead")
	})
}

// A code is worth nothing in another browser, even one that asked too.
func TestOtherBrowser(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.ask(Ask{})
		code := s.code()
		second := s.ask(Ask{})
		if second == cookie || second == "" || len(second) != len(cookie) {
			t.Error("the second browser can be told from the first")
		}
		near := "A" + cookie[1:]
		if near == cookie {
			near = "B" + cookie[1:]
		}
		for _, c := range []string{"", "x", second, near} {
			if _, err := s.FinishSignIn(t.Context(), c, code, here); err == nil || fault.Of(err).Field != "code" {
				t.Errorf("%q: %v", c, err)
			}
		}
		_, err := s.FinishSignIn(t.Context(), cookie, code, here)
		must(t, err)
	})
}

// Asking again never voids the code that is on its way.
func TestAskAgain(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.ask(Ask{Next: "/a"})
		s.pass(59 * time.Second)
		for range 100 {
			if again := s.ask(Ask{Challenge: cookie, Next: "/b"}); again != cookie {
				t.Fatal("the cookie changed")
			}
		}
		if len(s.mails()) != 1 {
			t.Fatalf("%d mails", len(s.mails()))
		}
		grant, err := s.FinishSignIn(t.Context(), cookie, s.code(), here)
		must(t, err)
		if grant.Next != "/b" {
			t.Errorf("next %s", grant.Next)
		}
	})
}

// After a minute a new code comes, without the address being typed again; the old is void.
func TestResend(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		cookie := s.ask(Ask{Email: ana, Next: "/a", Known: true})
		old := s.code()
		for range 4 {
			_, err := s.FinishSignIn(t.Context(), cookie, other(old), here)
			refused(t, err, "access.code.wrong")
		}
		s.pass(time.Minute)
		if again := s.ask(Ask{Challenge: cookie}); again != cookie || len(s.mails()) != 2 {
			t.Fatalf("%d mails", len(s.mails()))
		}
		_, err := s.FinishSignIn(t.Context(), cookie, old, here)
		refused(t, err, "access.code.other")
		grant, err := s.FinishSignIn(t.Context(), cookie, s.code(), here)
		must(t, err)
		if grant.Next != "/a" {
			t.Errorf("next %s", grant.Next)
		}
		_, _, err = s.StartSignIn(t.Context(), Ask{Challenge: cookie})
		refused(t, err, "access.code.dead")
	})
}

// A ticket's number is not a code, and typing it costs nothing.
func TestTicketNumberAsCode(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		mine, theirs := s.ticket(ana), s.ticket("luis@example.com")
		cookie := s.ask(Ask{})
		for range 7 {
			_, err := s.FinishSignIn(t.Context(), cookie, fmtNumber(mine), here)
			refused(t, err, "access.code.number")
		}
		_, err := s.FinishSignIn(t.Context(), cookie, fmtNumber(theirs), here)
		refused(t, err, "access.code.wrong")
		for _, bad := range []string{"", "1234567", "123456789", "1234567a", "\x00", "1234567'", "0x123456"} {
			_, err := s.FinishSignIn(t.Context(), cookie, bad, here)
			refused(t, err, "access.code.digits")
		}
		if s.count("challenges WHERE tries = 1") != 1 {
			t.Error("it cost a try")
		}
	})
}

// Signing in ends the session that the browser had.
func TestSessionIsReplaced(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		old := s.signIn(ana)
		cookie := s.ask(Ask{})
		_, err := s.FinishSignIn(t.Context(), cookie, s.code(), Client{Session: old.Cookie})
		must(t, err)
		_, err = s.Sessions.Viewer(t.Context(), old.Cookie)
		refused(t, err, "problem.nobody")
	})
}

func TestOwnPath(t *testing.T) {
	for _, tt := range []struct{ next, want string }{
		{"", ""}, {"/", "/"}, {"/tickets/12345678?after=1#entry-5", "/tickets/12345678?after=1#entry-5"}, {"/sign-inside", "/sign-inside"},
		{"/tickets?q=http://x", "/tickets?q=http://x"},
		{"//evil", "/"}, {"https:evil", "/"}, {"https://evil/", "/"}, {`/\evil`, "/"}, {`\\evil`, "/"}, {"/%0d%0aSet-Cookie:x", "/"},
		{"/\r\nx", "/"}, {"javascript:alert(1)", "/"}, {"tickets", "/"}, {"/a//evil", "/"}, {"/%2fevil", "/"}, {"/%5cevil", "/"},
		{"/sign-in", "/"}, {"/sign-in/verify", "/"}, {"/sign-out?x", "/"}, {"/%73ign-out", "/"}, {"/\t/evil", "/"}, {"/%zz", "/"},
	} {
		if got := OwnPath(tt.next); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.next, got, tt.want)
		}
	}
}

// A former agent's person still signs in as a customer; an agent gets a staff session.
func TestStaffSignIn(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		_, err := s.Staff.Add(t.Context(), "sam@example.com", "Sam Green", false)
		must(t, err)
		sam := s.signIn("sam@example.com")
		if sam.Kind != KindStaff || sam.Next != "/desk" || sam.MaxAge != 7*day || sam.Person.Role != desk.Agent {
			t.Errorf("%+v", sam)
		}
		must(t, s.Staff.Remove(t.Context(), "sam@example.com"))
		if again := s.signIn("sam@example.com"); again.Kind != KindCustomer {
			t.Errorf("kind %s", again.Kind)
		}
		if err := s.Staff.Remove(t.Context(), "sam@example.com"); !errors.As(err, new(*fault.Fault)) {
			t.Error(err)
		}
	})
}
