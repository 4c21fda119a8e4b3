package access

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/db"
	"hilo/db/dbtest"
)

// asks lets a fresh browser ask for a code and tells whether a mail left.
func (s *site) asks(a Ask) (mailed bool) {
	s.t.Helper()
	before := len(s.mails())
	s.ask(a)
	return len(s.sent) > before
}

// busyUntil is until when a network that asks once more has to wait; zero: it has not.
func (s *site) busyUntil(a Ask) time.Time {
	s.t.Helper()
	_, _, err := s.StartSignIn(s.t.Context(), a)
	if err == nil {
		return time.Time{}
	}
	f := fault.Of(err)
	if f.Kind != fault.TooMany || f.Key != "access.network.busy" {
		s.t.Fatal(err)
	}
	return f.Args[1].(time.Time)
}

// Each budget of codes, by itself, at once and after a while.
func TestCodeBudgets(t *testing.T) {
	mailbox := func(i int) string { return fmt.Sprintf("p%d@example.com", i) }
	for _, tt := range []struct {
		name string
		ask  func(i int) Ask
		pass time.Duration // between asks
		many int
		want int  // mails
		loud bool // what follows is refused aloud
	}{
		{"an address, any target", func(i int) Ask { return Ask{Email: mailbox(i), IP: "203.0.113.7"} }, 0, 40, 30, true},
		{"an IPv6 address is its /64", func(i int) Ask { return Ask{Email: mailbox(i), IP: fmt.Sprintf("2001:db8::%x", i)} }, 0, 40, 30, true},
		{"a /56", func(i int) Ask { return Ask{Email: mailbox(i), IP: fmt.Sprintf("2001:db8:0:%x::1", i%250)} }, 0, 38, 35, true},
		{"a /48", func(i int) Ask { return Ask{Email: mailbox(i), IP: fmt.Sprintf("2001:db8:0:%x::1", i*256)} }, 0, 45, 40, true},
		{"a /24", func(i int) Ask { return Ask{Email: mailbox(i), IP: fmt.Sprintf("203.0.113.%d", i%250)} }, 0, 45, 40, true},
		{"IPv4 in IPv6", func(i int) Ask { return Ask{Email: mailbox(i), IP: fmt.Sprintf("::ffff:203.0.113.%d", i%250)} }, 0, 45, 40, true},
		{"an unnamed proxy is one network", func(i int) Ask { return Ask{Email: mailbox(i), IP: limits.UnnamedProxy} }, 0, 45, 40, true},
		{"this machine", func(i int) Ask { return Ask{Email: mailbox(i), IP: home} }, 0, 45, 45, false},
		{"an address, one target, in a minute", func(int) Ask { return Ask{Email: ana, IP: "203.0.113.7"} }, time.Second, 50, 1, false},
		{"an address, one target, in an hour", func(int) Ask { return Ask{Email: ana, IP: "203.0.113.7"} }, time.Minute, 12, 5, false},
		{"a network, one target", func(i int) Ask { return Ask{Email: ana, IP: fmt.Sprintf("203.0.113.%d", i)} }, 0, 30, 10, false},
		{"all strangers, one target", func(i int) Ask { return Ask{Email: ana, IP: fmt.Sprintf("203.0.%d.1", i)} }, 0, 60, 40, false},
		{"one mailbox, however spelled", func(i int) Ask {
			return Ask{Email: fmt.Sprintf("ana+%d@example.com", i), IP: fmt.Sprintf("203.0.%d.1", i)}
		}, 0, 60, 40, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, dbtest.New(t), t.TempDir()+"/secret")
			*s.Budgets = Budgets{Subnet: 35, Network: 40, Newcomers: 600}
			mails, refused := 0, 0
			for i := range tt.many {
				if _, _, err := s.StartSignIn(t.Context(), tt.ask(i)); err != nil {
					if fault.Of(err).Kind != fault.TooMany {
						t.Fatal(err)
					}
					refused++
				}
				s.pass(tt.pass)
			}
			mails = len(s.mails())
			if mails != tt.want || (refused > 0) != tt.loud || tt.loud && refused != tt.many-tt.want {
				t.Errorf("%d mails, %d refused", mails, refused)
			}
			if c := s.Codes; int(c.Sent.Load()) != mails || int(c.Refused.Load()) != refused || int(c.Withheld.Load()) != tt.many-mails-refused {
				t.Errorf("counted: %d sent, %d refused, %d withheld", c.Sent.Load(), c.Refused.Load(), c.Withheld.Load())
			}
			if until := s.busyUntil(tt.ask(tt.many)); tt.loud != !until.IsZero() || tt.loud && (until.Before(s.clock()) || until.After(s.clock().Add(4*time.Minute)) || until.Second() != 0) {
				t.Errorf("refused until %v at %v", until, s.clock())
			} else if tt.loud {
				s.pass(until.Sub(s.clock()))
				if until := s.busyUntil(tt.ask(tt.many)); !until.IsZero() {
					t.Errorf("the minute it named is not true: %v", until)
				}
			}
		})
	}
}

// What a stranger spends is not the owner's, on whatever device; targets do not touch.
func TestBudgetsOfDoors(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.signIn(ana)
		token := s.link(s.ticket(ana))
		for i := range 60 {
			s.ask(Ask{Email: ana, IP: fmt.Sprintf("203.0.%d.1", i)})
		}
		if s.asks(Ask{Email: ana, IP: "198.51.100.1"}) {
			t.Error("a stranger's day has no end")
		}
		if !s.asks(Ask{Email: ana, IP: "198.51.100.1", Known: true}) {
			t.Error("a known browser got no code")
		}
		for i := range 40 {
			before := len(s.mails())
			_, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: fmt.Sprintf("203.0.%d.1", i)})
			must(t, err)
			if len(s.mails()) != before+1 {
				t.Fatalf("the link's code %d was not sent", i)
			}
		}
		before := len(s.mails())
		person, err := s.Codes.AskConfirm(t.Context(), s.person(ana), ToErase, Ask{IP: "198.51.100.1"})
		must(t, err)
		if len(s.mails()) != before+1 || person == "" {
			t.Error("a purpose has no budget of its own")
		}
	})
}

// The page names the same minute, whether or not a code was sent.
func TestMinuteOfTheNext(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.signIn("proven@example.com")
		for i := range 60 {
			s.ask(Ask{Email: "flooded@example.com", IP: fmt.Sprintf("203.0.%d.1", i)})
		}
		for step, want := range []time.Duration{time.Minute, time.Minute, time.Minute, time.Minute, 8 * time.Minute, 12 * time.Minute} {
			for _, email := range []string{"proven@example.com", "new@example.com", "flooded@example.com"} {
				w, ok := s.Codes.Pending(t.Context(), s.ask(Ask{Email: email, IP: "198.51.100.1"}))
				if got := w.Again.Sub(s.clock()); !ok || !w.Alive || got != want {
					t.Errorf("%s, ask %d: another after %v, want %v", email, step+1, got, want)
				}
			}
			s.pass(want)
		}
	})
}

// An ask does the same in the database whatever the mailbox, and so does a wrong
// code: nobody can tell by the time it takes.
func TestAskDoesTheSame(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		watched, queries := dbtest.Watched(d)
		s := open(t, watched, t.TempDir()+"/secret")
		s.signIn("proven@example.com")
		s.ticket("guest@example.com")
		for i := range 60 {
			s.ask(Ask{Email: "flooded@example.com", IP: fmt.Sprintf("203.0.%d.1", i)})
		}
		var asked, guessed []string
		for i, email := range []string{"proven@example.com", "guest@example.com", "nobody@example.com", "flooded@example.com"} {
			queries.Take()
			cookie, _, err := s.StartSignIn(t.Context(), Ask{Email: email, IP: fmt.Sprintf("198.51.%d.1", i)})
			must(t, err)
			asked = append(asked, queries.Take())
			s.mails()
			queries.Take()
			_, err = s.FinishSignIn(t.Context(), cookie, "00000000", Client{})
			refused(t, err, "access.code.wrong")
			guessed = append(guessed, queries.Take())
		}
		for i := range asked {
			if asked[i] != asked[0] || asked[i] == "" || guessed[i] != guessed[0] || guessed[i] == "" {
				t.Errorf("%d: asked\n%s\nand not\n%s\nguessed\n%s\nand not\n%s", i, asked[i], asked[0], guessed[i], guessed[0])
			}
		}
	})
}

// Who asked while the clock was an hour ahead gets a code soon after it is right again: the
// old one is refused. A session of that hour stays.
func TestClockIsSetBack(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		asker := Ask{Email: ana, IP: "198.51.100.1"}
		s.pass(time.Hour)
		grant := s.signIn(ana)
		asker.Challenge = s.ask(asker)
		early := s.code()
		s.pass(30*time.Second - time.Hour)
		_, err := s.FinishSignIn(t.Context(), asker.Challenge, early, Client{})
		refused(t, err, "access.code.dead")
		if w, ok := s.Codes.Pending(t.Context(), asker.Challenge); !ok || w.Alive {
			t.Errorf("its page takes codes: %+v", w)
		}
		if !s.asks(asker) {
			t.Fatal("no code")
		}
		if w, _ := s.Codes.Pending(t.Context(), asker.Challenge); !w.Alive || w.Again.Sub(s.clock()) > time.Minute {
			t.Errorf("another is there in %v, alive %t", w.Again.Sub(s.clock()), w.Alive)
		}
		_, err = s.FinishSignIn(t.Context(), asker.Challenge, s.code(), Client{})
		must(t, err)
		all, err := s.Sessions.Of(t.Context(), grant.Person.ID)
		if err != nil || len(all) != 2 {
			t.Errorf("%d sessions, %v", len(all), err)
		}
	})
}

// A restart gives nobody a new budget; two nodes share them.
func TestBudgetsAreShared(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		secret := t.TempDir() + "/secret"
		one, two := open(t, d, secret), open(t, d, secret)
		ask := func(s *site, i int) error {
			_, _, err := s.StartSignIn(t.Context(), Ask{Email: fmt.Sprintf("p%d@example.com", i), IP: "203.0.113.7"})
			return err
		}
		i := 0
		won := together(60, func() error {
			one.mu.Lock()
			i++
			n := i
			one.mu.Unlock()
			return ask(map[bool]*site{true: one, false: two}[n%2 == 0], n)
		})
		if won != 30 {
			t.Errorf("%d of 60 codes for one address", won)
		}
		if err := ask(open(t, d, secret), 100); fault.Of(err).Kind != fault.TooMany {
			t.Errorf("after a restart: %v", err)
		}
		noMail := errors.New("no mail")
		won = together(60, func() error {
			one.mu.Lock()
			i++
			n := i
			one.mu.Unlock()
			var sends bool
			cookie, _, err := map[bool]*site{true: one, false: two}[n%2 == 0].StartSignIn(t.Context(), Ask{Email: ana, IP: fmt.Sprintf("198.51.%d.1", n)})
			if err == nil {
				err = d.NewRaw("SELECT sends FROM challenges WHERE browser = ?", hash(cookie)).Scan(t.Context(), &sends)
			}
			if err == nil && !sends {
				err = noMail
			}
			return err
		})
		if won != 40 {
			t.Errorf("%d of 60 codes for one mailbox", won)
		}
	})
}
