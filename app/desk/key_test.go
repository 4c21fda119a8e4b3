package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hilo/app/fault"
	"hilo/app/files"
)

// The same key with the same words is the same entry.
func TestRepeatedKey(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		sent := []File{{Meta: files.Meta{Name: "a.png", Type: "image/png", SHA256: "aa"}}}
		first := s.ok(s.Reply(s.ctx, ana, n, Message{Body: "Here it is.", Files: sent, Key: "k1"}))
		s.ok(s.Reply(s.ctx, sam, n, say("Thanks.")))
		before := s.rows()
		ear, stop := s.bell.Listen(TicketChannel(n))
		defer stop()
		again := s.ok(s.Reply(s.ctx, ana, n, Message{Body: "Here it is.", Files: []File{{Meta: files.Meta{Name: "b.png", SHA256: "aa"}}}, Key: "k1"}))
		if !again.Again || again.Seq != first.Seq || again.Body != first.Body || again.AuthorName != ana.Name || len(again.Files()) != 1 || first.Again {
			t.Errorf("first %+v\nagain %+v", first, again)
		}
		again = s.ok(s.Reply(s.ctx, ana, n, Message{Body: "\r\nHere it is. \r\n", Files: sent, Key: "k1"}))
		if !again.Again || again.Seq != first.Seq {
			t.Errorf("with other blanks around: %+v", again)
		}
		if after := s.rows(); after != before || len(ear) != 0 {
			t.Errorf("%s, then %s, %d rings", before, after, len(ear))
		}
		if next := s.ok(s.Reply(s.ctx, ana, n, keyed("Here it is.", "k2"))); next.Again || next.Seq != 4 {
			t.Errorf("another key: %+v", next)
		}
		if next := s.ok(s.Reply(s.ctx, ana, n, say("Here it is."))); next.Again || next.Seq != 5 {
			t.Errorf("no key: %+v", next)
		}
	})
}

// Anything else under a used key is refused, with the words that were sent.
func TestUsedKey(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n, other := s.opens(ana, "Charged twice", "Twice!"), s.opens(ana, "Another", "Other.")
		sent := "Which bank\nis it? " + strings.Repeat("x", 200)
		s.ok(s.Reply(s.ctx, sam, n, keyed(sent, "k1")))
		before := s.rows()
		for name, do := range map[string]func() (Entry, error){
			"other words": func() (Entry, error) { return s.Reply(s.ctx, sam, n, keyed("What bank?", "k1")) },
			"other files": func() (Entry, error) {
				return s.Reply(s.ctx, sam, n, Message{Body: sent, Files: []File{{Meta: files.Meta{SHA256: "aa"}}}, Key: "k1"})
			},
			"another ticket":        func() (Entry, error) { return s.Reply(s.ctx, sam, other, keyed(sent, "k1")) },
			"asked, not replied":    func() (Entry, error) { return s.Ask(s.ctx, sam, n, keyed(sent, "k1"), nil) },
			"proposed, not replied": func() (Entry, error) { return s.Solve(s.ctx, sam, n, keyed(sent, "k1")) },
			"noted, not replied":    func() (Entry, error) { return s.Note(s.ctx, sam, n, keyed(sent, "k1")) },
			"a new ticket": func() (Entry, error) {
				_, e, err := s.Open(s.ctx, atHome(sam), about("Charged twice", keyed(sent, "k1")))
				return e, err
			},
		} {
			_, err := do()
			refused(t, err, fault.Stale, "desk.key.used")
			if f := fault.Of(err); f.Field != "body" || !slices.Equal(f.Args, []any{"Body", firstLine(sent)}) {
				t.Errorf("%s: %+v", name, f)
			}
		}
		s.ok(s.Ask(s.ctx, sam, n, keyed("When?", "k2"), []string{"time"}))
		_, err := s.Ask(s.ctx, sam, n, keyed("When?", "k2"), []string{"transaction"})
		refused(t, err, fault.Stale, "desk.key.used")
		if after := s.rows(); strings.Fields(after)[5] != "4" || strings.Fields(before)[5] != "3" {
			t.Errorf("%s, then %s", before, after)
		}
	})
}

// Keys belong to whoever made them.
func TestKeysOfDifferentPeople(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for i, who := range []Actor{ana, sam, eva} {
			if e := s.ok(s.Reply(s.ctx, who, n, keyed("Hello.", "k"))); e.Again || e.Seq != int64(i+2) {
				t.Errorf("%s: %+v", who.Name, e)
			}
		}
	})
}

// A key that no browser makes is a damaged form, on both engines.
func TestBrokenKey(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, key := range []string{strings.Repeat("k", MaxKey+1), "a\x00b", "\xff"} {
			_, err := s.Reply(s.ctx, ana, n, keyed("Hello.", key))
			refused(t, err, fault.Invalid, "desk.key.long")
			_, _, err = s.Open(s.ctx, ana, about("Hello", keyed("Hello.", key)))
			refused(t, err, fault.Invalid, "desk.key.long")
		}
		s.ok(s.Reply(s.ctx, ana, n, keyed("Hello.", strings.Repeat("k", MaxKey))))
	})
}

// The key of a new ticket gives that ticket again, and no other.
func TestKeyOfNewTicket(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		q := about("Charged twice", keyed("Twice!", "k1"))
		first, _, err := s.Open(s.ctx, ana, q)
		must(t, err)
		again, e, err := s.Open(s.ctx, ana, q)
		if err != nil || again.Number != first.Number || !e.Again || e.Seq != 1 {
			t.Errorf("%v, %+v, %v", again, e, err)
		}
		lu, _, err := s.Open(s.ctx, luis, q)
		if err != nil || lu.Number == first.Number {
			t.Errorf("luis: %v, %v", lu, err)
		}
		for name, other := range map[string]Question{
			"subject": about("Charged thrice", keyed("Twice!", "k1")),
			"words":   about("Charged twice", keyed("Thrice!", "k1")),
			"topic":   {Topic: "other", Subject: "Charged twice", Message: keyed("Twice!", "k1")},
		} {
			_, _, err := s.Open(s.ctx, ana, other)
			if refused(t, err, fault.Stale, "desk.key.used"); !slices.Equal(fault.Of(err).Args, []any{"Body", "Twice!"}) {
				t.Errorf("other %s: %+v", name, fault.Of(err))
			}
		}
		_, err = s.Reply(s.ctx, ana, first.Number, keyed("Twice!", "k1"))
		refused(t, err, fault.Stale, "desk.key.used")
		if got := s.lists(ana, Filter{}); len(got) != 1 {
			t.Errorf("ana has %v", got)
		}
	})
}

// Twenty posts at once with one key are one ticket, or one reply.
func TestParallelPostsWithOneKey(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		var all [20]int64
		for name, post := range map[string]func(Question) (*Ticket, Entry, error){
			"ana":   func(q Question) (*Ticket, Entry, error) { return s.Open(s.ctx, ana, q) },
			"marta": func(q Question) (*Ticket, Entry, error) { return s.OpenFor(s.ctx, "marta@example.com", q) },
		} {
			for _, err := range together(len(all), func(i int) error {
				ticket, _, err := post(about("Charged twice", keyed("Twice!", "k1")))
				if err == nil {
					all[i] = ticket.Number
				}
				return err
			}) {
				must(t, err)
			}
			if len(slices.Compact(all[:])) != 1 {
				t.Errorf("%s has tickets %v", name, all)
			}
		}
		n := s.lists(ana, Filter{})[0]
		var firsts [20]bool
		for _, err := range together(len(firsts), func(i int) error {
			e, err := s.Reply(s.ctx, ana, n, keyed("Again!", "k2"))
			if err == nil && e.Seq != 2 {
				err = fmt.Errorf("entry %d", e.Seq)
			}
			firsts[i] = !e.Again
			return err
		}) {
			must(t, err)
		}
		if n := len(slices.DeleteFunc(firsts[:], func(first bool) bool { return !first })); n != 1 {
			t.Errorf("%d were first", n)
		}
		if got := s.rows(); !strings.Contains(got, "people 5 tickets 2 entries 3 ") {
			t.Error(got)
		}
	})
}

// One key used on many tickets at once counts on one of them; the others are told.
func TestParallelTicketsWithOneKey(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		var tickets [12]int64
		for i := range tickets {
			tickets[i] = s.opens(ana, "Charged twice", "Twice!")
		}
		for _, key := range []string{"k1", "k2", "k3", "k4"} {
			told := 0
			for _, err := range together(len(tickets), func(i int) error {
				_, err := s.Reply(s.ctx, ana, tickets[i], keyed("Hello?", key))
				return err
			}) {
				if err != nil {
					refused(t, err, fault.Stale, "desk.key.used")
					told++
				}
			}
			if told != len(tickets)-1 {
				t.Errorf("%s: %d of %d were told", key, told, len(tickets))
			}
		}
	})
}
