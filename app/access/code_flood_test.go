package access

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"hilo/app/fault"
	"hilo/db/dbtest"
)

// A stranger with a /48 and 2,050 made-up mailboxes gets 300 mails, and their
// network hears of it. Nobody else does: not Ana on a new phone, no newcomer.
func TestFloodOfOneNetwork(t *testing.T) {
	s := open(t, dbtest.New(t), t.TempDir()+"/secret")
	s.signIn(ana)
	before, busy := len(s.mails()), 0
	for i := range 2050 {
		if _, _, err := s.StartSignIn(t.Context(), Ask{Email: fmt.Sprintf("m%d@example.org", i), IP: fmt.Sprintf("2001:db8:7:%x::1", i*31)}); err != nil {
			refused(t, err, "access.network.busy")
			busy++
		}
	}
	if n := len(s.mails()) - before; n != 300 || busy != 1750 {
		t.Errorf("%d mails, %d refused", n, busy)
	}
	if !s.asks(Ask{Email: ana, IP: "198.51.100.1"}) || !s.asks(Ask{Email: "newcomer@example.com", IP: "198.51.100.2"}) {
		t.Error("others got no code")
	}
}

// Hundreds of networks at once, and ten thousand in make proof: who proved themselves gets a code at once, a
// known browser too. The others are late, and each network has its turn.
func TestFloodOfManyNetworks(t *testing.T) {
	s := open(t, dbtest.New(t), t.TempDir()+"/secret")
	s.Budgets.Newcomers = 60
	networks := 300
	if os.Getenv("HILO_TEST_ALL") != "" {
		networks = 10_000
	}
	s.signIn(ana)
	before := len(s.mails())
	for i := range networks {
		_, _, err := s.StartSignIn(t.Context(), Ask{Email: fmt.Sprintf("m%d@example.org", i), IP: fmt.Sprintf("2001:db8:%x::1", i)})
		must(t, err)
	}
	if n := len(s.mails()) - before; n != 60 {
		t.Errorf("%d mails at once", n)
	}
	if !s.asks(Ask{Email: ana, IP: "198.51.100.1"}) || !s.asks(Ask{Email: ana, IP: "198.51.100.1", Known: true}) {
		t.Error("Ana is late")
	}
	if n := s.count("turns"); n != networks-60 {
		t.Errorf("%d wait", n)
	}
	before = len(s.mails())
	s.pass(time.Hour)
	if n := len(s.mails()) - before; n != 60 {
		t.Errorf("%d mails in the next hour", n)
	}
}

// Networks take turns, and in a network its domains do; what came late is not
// before what waits, and no stream of new networks starves an old one.
func TestFairTurns(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.Budgets.Newcomers = 1
		ask := func(email, ip string) {
			s.pass(time.Second)
			s.ask(Ask{Email: email, IP: ip})
		}
		ask("first@example.com", "198.51.100.1")
		for i := range 5 {
			ask(fmt.Sprintf("a%d@flood.example", i), fmt.Sprintf("203.0.113.%d", i))
		}
		ask("neighbour@quiet.example", "203.0.113.99")
		ask("b@example.com", "198.51.101.1")
		ask("c@example.com", "198.51.102.1")
		ask("b2@example.com", "198.51.101.2")
		want := []string{"first@example.com", "a0@flood.example", "b@example.com", "c@example.com", "neighbour@quiet.example", "b2@example.com", "a1@flood.example", "a2@flood.example", "a3@flood.example", "a4@flood.example"}
		for range len(want) - 1 {
			s.pass(time.Hour)
			s.db.NewRaw("UPDATE challenges SET asked_at = ?", s.clock()).Exec(t.Context()) // or they were too late
			s.db.NewRaw("UPDATE turns SET until = NULL").Exec(t.Context())
			s.mails()
		}
		for i, m := range s.mails() {
			if i >= len(want) || m.Email != want[i] {
				t.Errorf("mail %d went to %s", i, m.Email)
			}
		}
		if len(s.sent) != len(want) {
			t.Errorf("%d mails", len(s.sent))
		}
	})
}

// A late code is drawn when its mail leaves and lasts ten minutes from then; the
// page waits for it. After two hours it is not sent.
func TestLateCode(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.Budgets.Newcomers = 2
		s.signIn(ana)
		s.ask(Ask{Email: "x1@example.com"})
		before := len(s.mails())
		cookie := s.ask(Ask{Email: "late@example.com"})
		s.pass(time.Second)
		never := s.ask(Ask{Email: "later@example.com"})
		if len(s.mails()) != before {
			t.Fatal("it is not late")
		}
		for range 4 { // nothing tells that there is no code yet
			_, err := s.FinishSignIn(t.Context(), cookie, "12345678", here)
			refused(t, err, "access.code.wrong")
		}
		s.pass(40*time.Minute - time.Second)
		s.mails()
		if w, ok := s.Codes.Pending(t.Context(), cookie); !ok || !w.Alive || len(s.sent) != before+1 {
			t.Fatalf("%d mails, %+v", len(s.sent)-before, w)
		}
		m := s.sent[len(s.sent)-1]
		if m.Email != "late@example.com" || !m.ExpiresAt.Equal(s.clock().Add(10*time.Minute)) || !m.At.Equal(s.clock().Add(-40*time.Minute)) {
			t.Errorf("asked %v, expires %v at %v", m.At, m.ExpiresAt, s.clock())
		}
		s.pass(10*time.Minute - time.Second)
		_, err := s.FinishSignIn(t.Context(), cookie, m.Code, here)
		must(t, err)
		s.Budgets.Newcomers = 1
		s.pass(90 * time.Minute)
		if s.mails(); len(s.sent) != before+1 || s.count("turns") != 0 {
			t.Error("a code of two hours ago is sent, or waits for ever")
		}
		if w, _ := s.Codes.Pending(t.Context(), never); w.Alive {
			t.Error("its page still waits")
		}
	})
}

// Twenty times five wrong codes from everywhere end those challenges and nothing
// else: the owner's code works, and so does the next one.
func TestWrongCodesEndNothingElse(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.signIn(ana)
		own := s.ask(Ask{Email: ana, IP: "198.51.100.1"})
		code := s.code()
		for i := range 20 {
			cookie := s.ask(Ask{Email: ana, IP: fmt.Sprintf("203.0.%d.1", i)})
			for range maxTries {
				if _, err := s.FinishSignIn(t.Context(), cookie, fmt.Sprintf("%08d", i), Client{}); err == nil {
					t.Fatal("guessed")
				}
			}
		}
		_, err := s.FinishSignIn(t.Context(), own, code, here)
		must(t, err)
		s.pass(time.Minute)
		own = s.ask(Ask{Email: ana, IP: "198.51.100.1"})
		_, err = s.FinishSignIn(t.Context(), own, s.code(), here)
		must(t, err)
	})
}

// The rule of lengths, against a million guesses a day: strangers' challenges are
// all unanswered, each with five tries.
func TestMillionGuesses(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	power := map[int]float64{8: 1e8, 10: 1e10, 12: 1e12}
	all, targets, site := 0, map[int]int{}, 0.0
	chance := map[int]float64{}
	for range 200_000 {
		target := int(dice.ExpFloat64() * 200)
		for target = target % 5000; targets[target] >= 80; target = 5000 + dice.IntN(100_000) { // what the budget of a target affords from one midnight to the next
		}
		digits := digitsFor(min(all, manyOpen), min(targets[target], fewOpen))
		site += maxTries / power[digits]
		chance[target] += maxTries / power[digits]
		all++
		targets[target]++
	}
	if site > 1e-4 {
		t.Errorf("a day opens something with a chance of %g", site)
	}
	for target, p := range chance {
		if p > 1e-6 {
			t.Errorf("target %d, asked for %d times: %g", target, targets[target], p)
		}
	}
	for _, tt := range []struct{ all, own, want int }{{0, 0, 8}, {899, 14, 8}, {900, 0, 10}, {0, 15, 10}, {79_999, 0, 10}, {80_000, 0, 12}, {80_000, 15, 12}} {
		if got := digitsFor(tt.all, tt.own); got != tt.want {
			t.Errorf("%d on the site, %d of the target: %d digits", tt.all, tt.own, got)
		}
	}
}

// Lengths follow the counts as they are stored; codes that were answered right do
// not count, nor those of known browsers among strangers'.
func TestLengths(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for range 20 {
			s.signIn(ana)
		}
		for range 20 {
			s.ask(Ask{Email: ana, Known: true})
		}
		for i, m := range s.mails() {
			want := 8
			if i >= 35 {
				want = 10
			}
			if len(m.Code) != want {
				t.Errorf("code %d has %d digits", i, len(m.Code))
			}
		}
		for i := range 16 {
			s.ask(Ask{Email: "luis@example.com"})
			if want := map[bool]int{true: 8, false: 10}[i < 15]; len(s.code()) != want {
				t.Errorf("%d of luis, and %d digits", i, len(s.code()))
			}
		}
		s.pass(24*time.Hour + time.Second)
		s.ask(Ask{Email: "luis@example.com"})
		if len(s.code()) != 8 {
			t.Error("yesterday counts")
		}
		for i := range 885 {
			_, err := s.db.NewInsert().Model(&challenge{ID: fmt.Sprint(i), Trust: stranger, Target: fmt.Sprint(i), AskedAt: s.clock(), AgainAt: s.clock(), ShownUntil: s.clock(), SentAt: s.clock()}).Exec(t.Context())
			must(t, err)
		}
		for len(s.code()) == 8 && s.count("challenges") < 2000 {
			s.ask(Ask{Email: fmt.Sprintf("n%d@example.com", s.count("challenges"))})
		}
		if n := s.count("challenges WHERE trust = 'n' AND used_at IS NULL AND sent_at > ?", s.clock().Add(-24*time.Hour)); n != 901 {
			t.Errorf("codes grow with the %dth", n)
		}
	})
}

// Whatever others type, with a challenge of theirs or without, at whichever door: it
// stops no right code and no word, and none that is sent twice.
func TestOthersGuessesStopNobody(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token := s.link(s.ticket(ana))
		own, ownCode := s.ask(Ask{}), s.code()
		linked, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
		must(t, err)
		linkCode, theirs := s.code(), s.ask(Ask{Email: "eva@example.com"})
		for i := range 150 {
			for _, cookie := range []string{"", "made up", theirs} {
				if _, err := s.FinishSignIn(t.Context(), cookie, fmt.Sprintf("%08d", i), here); err == nil || fault.Of(err).Kind == fault.TooMany {
					t.Fatalf("a guess: %v", err)
				}
				if _, err := s.Guests.Verify(t.Context(), token, cookie, fmt.Sprintf("%08d", i), false, here); err == nil || fault.Of(err).Kind == fault.TooMany {
					t.Fatalf("a guess at a link: %v", err)
				}
			}
			_, err := s.Codes.SendByWord(t.Context(), s.secret.word(fmt.Sprint(i)), "", Ask{IP: "203.0.113.7"})
			refused(t, err, "access.word.unknown")
		}
		guest, err := s.Guests.Verify(t.Context(), token, linked, linkCode, false, here)
		must(t, err)
		_, err = s.Guests.Promote(t.Context(), guest.Cookie, here)
		must(t, err)
		for range 2 {
			_, err = s.FinishSignIn(t.Context(), own, ownCode, here)
			must(t, err)
		}
	})
}
