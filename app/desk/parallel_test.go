package desk

import (
	"fmt"
	"testing"
)

// Sixty-four people write into one ticket at once: nothing is lost, and the
// story has no gap.
func TestParallelWriters(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, err := range together(64, func(i int) error {
			who := []Actor{ana, sam, eva}[i%3]
			e, err := s.Reply(s.ctx, who, n, say(fmt.Sprint("Line ", i)))
			if err == nil && e.Seq < 2 {
				err = fmt.Errorf("entry %d", e.Seq)
			}
			return err
		}) {
			must(t, err)
		}
		_, entries, err := s.After(s.ctx, sam, n, 0)
		must(t, err)
		said := map[string]bool{}
		for i, e := range entries {
			if said[e.Body] = true; e.Seq != int64(i+1) {
				t.Errorf("entry %d is number %d", i+1, e.Seq)
			}
		}
		if got := s.ticket(ana, n); len(entries) != 65 || len(said) != 65 || got.LastSeq != 65 || got.PublicSeq != 65 || len(s.promised(JobEntry)) != 65 {
			t.Errorf("%d entries, %d texts, %+v", len(entries), len(said), got)
		}
	})
}

// Readers and writers of one ticket never lock each other out.
func TestReadersAndWriters(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, err := range together(16, func(i int) error {
			who, other := ana, sam
			if i%2 == 1 {
				who, other = sam, ana
			}
			for range 8 {
				if _, err := s.Reply(s.ctx, who, n, say("Hello.")); err != nil {
					return err
				}
				ticket, err := s.Ticket(s.ctx, other, n)
				if err == nil {
					err = s.See(s.ctx, other, ticket, ticket.LastSeq)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}) {
			must(t, err)
		}
		s.see(ana, n)
		if got := s.ticket(ana, n); got.LastSeq != 129 || got.Unread() {
			t.Errorf("%+v", got)
		}
	})
}

// Different tickets are opened, answered and read at once.
func TestManyTicketsAtOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for _, err := range together(16, func(i int) error {
			who := []Actor{ana, luis}[i%2]
			for range 4 {
				ticket, _, err := s.Open(s.ctx, who, about("Charged twice", say("Twice!")))
				if err != nil {
					return err
				}
				if _, err = s.Solve(s.ctx, sam, ticket.Number, say("Done.")); err != nil {
					return err
				}
				if ticket, err = s.Ticket(s.ctx, who, ticket.Number); err != nil {
					return err
				}
				if err = s.See(s.ctx, who, ticket, 2); err != nil {
					return err
				}
			}
			return nil
		}) {
			must(t, err)
		}
		places := map[int64]bool{}
		rows, _, err := s.Lists.Rows(s.ctx, sam, Filter{View: All}, Span{})
		must(t, err)
		for _, row := range rows {
			places[row.DeskSeq] = true
		}
		if len(places) != ListPage+1 { // one more tells that there are more
			t.Errorf("%d places for %d rows", len(places), len(rows))
		}
	})
}
