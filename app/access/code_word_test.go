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
			cookie, err := s.SendByWord(t.Context(), word, token, Ask{IP: "198.51.100.1", Next: "/settings"})
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
			_, err := s.SendByWord(t.Context(), wrong.word, wrong.token, Ask{IP: home})
			refused(t, err, "access.word.unknown")
		}
		s.pass(24 * time.Hour)
		if _, mailed := by(word, ""); !mailed {
			t.Error("the word did not stay good")
		}
		for i := range 41 {
			_, _, err := s.SendGuestCode(t.Context(), token, Ask{IP: fmt.Sprintf("203.0.%d.1", i)})
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
