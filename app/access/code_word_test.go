package access

import (
	"fmt"
	"testing"
	"time"
)

// A hundred networks ask for one mailbox: 40 mails. The last one's letters bring
// its owner a code at once, a minute apart, five times a day; they let nobody in,
// and open nothing else.
func TestWord(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.signIn(ana)
		token := s.link(s.ticket(ana))
		s.pass(time.Hour) // that code is forgotten
		before := len(s.mails())
		for i := range 100 {
			s.ask(Ask{Email: ana, IP: fmt.Sprintf("203.0.%d.1", i)})
		}
		mails := s.mails()[before:]
		if len(mails) != 40 || mails[38].Word != "" || len(mails[39].Word) != 16 {
			t.Fatalf("%d mails, the word %q", len(mails), mails[len(mails)-1].Word)
		}
		word := mails[39].Word
		if n := s.count("way_words WHERE hash LIKE ?", "%"+word+"%"); n != 0 || s.count("way_words") != 1 {
			t.Error("the word is stored as it is")
		}
		by := func(word, token string) (string, bool) {
			t.Helper()
			before := len(s.mails())
			cookie, err := s.Codes.SendByWord(t.Context(), word, token, Ask{IP: "198.51.100.1", Next: "/settings"})
			must(t, err)
			return cookie, len(s.mails()) > before
		}
		for i := range 5 {
			cookie, mailed := by(word, "")
			if !mailed {
				t.Fatalf("time %d: nothing was sent", i+1)
			}
			if i == 0 {
				grant, err := s.FinishSignIn(t.Context(), cookie, s.code(), here)
				must(t, err)
				if grant.Person.Email != ana || grant.Next != "/settings" {
					t.Errorf("%+v", grant)
				}
			}
			if _, again := by(word, ""); again {
				t.Error("two in a minute")
			}
			s.pass(time.Minute)
		}
		if _, mailed := by(word, ""); mailed {
			t.Error("a sixth time in a day")
		}
		for _, wrong := range []struct{ word, token string }{{s.secret.word("another"), ""}, {word, token}} {
			_, err := s.Codes.SendByWord(t.Context(), wrong.word, wrong.token, Ask{IP: home})
			refused(t, err, "access.word.unknown")
		}
		s.pass(24 * time.Hour)
		if _, mailed := by(word, ""); !mailed {
			t.Error("the word did not stay good")
		}
		for i := range 41 {
			_, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: fmt.Sprintf("203.0.%d.1", i)})
			must(t, err)
		}
		s.mails()
		linked := s.sent[len(s.sent)-1]
		if linked.Word == "" || linked.Token != token {
			t.Fatal("a link has no word")
		}
		if _, mailed := by(linked.Word, token); !mailed {
			t.Error("the word of a link brings no code")
		}
	})
}

// A stranger cannot keep a mail of a mailbox's day from it: neither by asking, with
// the cookie just given, for a mailbox of their own, nor at another door, nor by five
// wrong codes and one more ask from elsewhere. All before the mail leaves.
func TestNothingHidesTheWord(t *testing.T) {
	for name, hide := range map[string]func(s *site, i int, cookie string){
		"a mailbox of one's own": func(s *site, i int, cookie string) {
			_, _, err := s.StartSignIn(s.t.Context(), Ask{Email: fmt.Sprintf("me%d@attacker.example", i), IP: fmt.Sprintf("198.18.%d.1", i), Challenge: cookie})
			must(s.t, err)
		},
		"one more, once it is spent": func(s *site, i int, cookie string) {
			for range maxTries {
				_, err := s.FinishSignIn(s.t.Context(), cookie, "00000000", here)
				if err == nil {
					s.t.Fatal("there was no code yet")
				}
			}
			_, _, err := s.StartSignIn(s.t.Context(), Ask{Email: ana, IP: fmt.Sprintf("198.19.%d.1", i), Challenge: cookie})
			must(s.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, s *site) {
				s.signIn(ana)
				s.pass(time.Hour)
				before := len(s.mails())
				for i := range 40 {
					cookie, _, err := s.StartSignIn(t.Context(), Ask{Email: ana, IP: fmt.Sprintf("198.18.%d.1", i)})
					must(t, err)
					hide(s, i, cookie)
				}
				hers, word := 0, ""
				for _, m := range s.mails()[before:] {
					if m.Email == ana {
						hers++
					}
					word = max(word, m.Word)
				}
				if hers != 40 || word == "" {
					t.Fatalf("%d of 40 mails, the word %q", hers, word)
				}
				cookie, err := s.Codes.SendByWord(t.Context(), word, "", Ask{IP: "203.0.113.7"})
				must(t, err)
				_, err = s.FinishSignIn(t.Context(), cookie, s.code(), here)
				must(t, err)
			})
		})
	}
}

// The same at a guest's link, whose mails the cookie's ask at the sign-in does not touch.
func TestNothingHidesTheWordOfALink(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token := s.link(s.ticket(ana))
		for i := range 40 {
			ip := fmt.Sprintf("198.18.%d.1", i)
			cookie, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: ip})
			must(t, err)
			_, _, err = s.StartSignIn(t.Context(), Ask{Email: fmt.Sprintf("z%d@attacker.example", i), IP: ip, Challenge: cookie})
			must(t, err)
		}
		hers, word := 0, ""
		for _, m := range s.mails() {
			if m.Email == ana {
				hers, word = hers+1, max(word, m.Word)
			}
		}
		if hers != 40 || word == "" {
			t.Errorf("%d of 40 mails, the word %q", hers, word)
		}
	})
}

// A browser that asks at another door keeps what it has at the first, for who goes back there.
func TestDoorsVoidOnlyTheirOwn(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token := s.link(s.ticket(ana))
		linked, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
		must(t, err)
		code := s.code()
		if signing := s.ask(Ask{Email: ana, Challenge: linked}); signing == linked {
			t.Error("two challenges have one cookie")
		}
		_, err = s.Guests.Verify(t.Context(), token, linked, code, false, here)
		must(t, err)
	})
}

// An office asks for one mailbox ten times. The tenth mail carries the word, and the
// page of who asks then, from there, names a minute from which a code is sent.
func TestNeighboursSpendTheirNetworks(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.signIn(ana)
		s.pass(time.Hour)
		before := len(s.mails())
		for i := range 10 {
			s.ask(Ask{Email: ana, IP: fmt.Sprintf("203.0.113.%d", i+1)})
		}
		mails := s.mails()[before:]
		if len(mails) != 10 || mails[8].Word != "" || mails[9].Word == "" {
			t.Fatalf("%d mails, the word %q", len(mails), mails[len(mails)-1].Word)
		}
		own := Ask{Email: ana, IP: "203.0.113.77"}
		own.Challenge = s.ask(own)
		w, ok := s.Codes.Pending(t.Context(), own.Challenge)
		if !ok || len(s.mails()) != before+10 || w.Again.Sub(s.clock()) < time.Hour {
			t.Fatalf("%d mails, another after %v", len(s.mails())-before, w.Again.Sub(s.clock()))
		}
		by, err := s.Codes.SendByWord(t.Context(), mails[9].Word, "", Ask{IP: own.IP})
		must(t, err)
		_, err = s.FinishSignIn(t.Context(), by, s.code(), here)
		must(t, err)
		s.pass(time.Minute)
		if elsewhere := (Ask{Email: ana, IP: "192.0.2.1", Challenge: own.Challenge}); !s.asks(elsewhere) {
			t.Error("the minute of one network holds in another")
		}
		s.pass(w.Again.Sub(s.clock()))
		if !s.asks(Ask{Email: ana, IP: own.IP}) {
			t.Error("the minute it named is not true")
		}
	})
}
