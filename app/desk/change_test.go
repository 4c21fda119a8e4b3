package desk

import (
	"errors"
	"slices"
	"testing"
)

// One change gives several tickets several entries, in order; the key is the last one's.
func TestChangeOfSeveral(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		a, b := s.opens(ana, "Charged twice", "Twice!"), s.opens(luis, "No money", "Where?")
		numbers := []int64{max(a, b), min(a, b), a}
		both := func(c *Change) error {
			if again, err := c.repeats(keyed("Done.", "k1").sent("bulk"), 0); again || err != nil {
				return err
			}
			for _, add := range []struct {
				number int64
				entry  Entry
			}{{b, Entry{Kind: Noted, Body: "Both."}}, {a, Entry{Kind: Noted, Body: "Both too."}}, {a, Entry{Kind: Replied, Body: "Done."}}} {
				ticket, err := c.Ticket(add.number)
				if err != nil {
					return err
				}
				c.Add(ticket, add.entry)
			}
			return nil
		}
		stored, err := s.Change(s.ctx, sam, numbers, both)
		must(t, err)
		var got []Kind
		for _, e := range stored {
			got = append(got, Kind(e.Kind))
		}
		if !slices.Equal(got, []Kind{"noted", "noted", "replied"}) || stored[0].Ticket != b || stored[0].Key != nil || stored[1].Key != nil || *stored[2].Key != "k1" {
			t.Errorf("%+v", stored)
		}
		if ticket := s.ticket(ana, a); ticket.LastSeq != 3 || ticket.PublicSeq != 3 || ticket.PublicLine != "Done." {
			t.Errorf("%+v", ticket)
		}
		before := s.rows()
		again, err := s.Change(s.ctx, sam, numbers, both)
		must(t, err)
		if len(again) != 1 || !again[0].Again || again[0].Seq != 3 || s.rows() != before {
			t.Errorf("again %+v", again)
		}
	})
}

// All of a change happens, or none; it rings for what was stored.
func TestChangeOrNone(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		ear, stop := s.bell.Listen(TicketChannel(n))
		defer stop()
		before, broken := s.rows(), errors.New("broken")
		change := func(end error) error {
			_, err := s.Change(s.ctx, sam, []int64{n}, func(c *Change) error {
				ticket, err := c.Ticket(n)
				c.Add(ticket, Entry{Kind: Noted, Body: "So."})
				return errors.Join(err, end)
			})
			return err
		}
		if err := change(broken); !errors.Is(err, broken) || s.rows() != before || len(ear) != 0 {
			t.Errorf("%v, %s, then %s, %d rings", err, before, s.rows(), len(ear))
		}
		if err := change(nil); err != nil || s.rows() == before || len(ear) != 1 {
			t.Errorf("%v, %s, %d rings", err, s.rows(), len(ear))
		}
		if _, err := s.Change(s.ctx, luis, []int64{n}, func(c *Change) error {
			_, err := c.Ticket(n)
			return err
		}); ignoreNoChange(err) != nil || err == nil {
			t.Errorf("a stranger: %v", err)
		}
	})
}
