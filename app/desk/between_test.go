package desk

import (
	"testing"

	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db/dbtest"
)

// interrupted is the desk for a reader in between whose first two queries
// somebody does something.
func (s *site) interrupted(do func()) *Desk {
	return New(dbtest.Between(s.db, do), new(live.Bell), outbox.New(s.db, s.clock), s.clock)
}

// A stream never tells of entries that the ticket it read does not know of: it
// would miss what the ticket says of them, as that words before them are erased.
func TestAfterIsOfOneMoment(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "A title", "Help!")
		reader := s.interrupted(func() { s.ok(s.Reply(s.ctx, sam, n, say("On it."))) })
		read, entries, err := reader.After(s.ctx, ana, n, 0)
		must(t, err)
		if len(entries) != 1 || read.LastSeq != 1 {
			t.Errorf("%d entries of a ticket that has %d", len(entries), read.LastSeq)
		}
		if _, entries, err = reader.After(s.ctx, ana, n, 1); err != nil || len(entries) != 1 {
			t.Errorf("then come %d, %v", len(entries), err)
		}
	})
}

// What comes while an empty list of the desk is read comes by its stream.
func TestEmptyQueueMissesNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.opens(luis, "Not for sam", "Help!")
		n := s.opens(ana, "For sam", "Help!")
		reader := s.interrupted(func() { s.ok(s.Assign(s.ctx, eva, n, sam.Email)) })
		rows, seq, err := reader.Lists.Rows(s.ctx, sam, Filter{View: Mine}, Span{})
		must(t, err)
		if len(rows) == 0 {
			rows, _, err = reader.Lists.Rows(s.ctx, sam, Filter{View: Mine}, Span{Since: seq})
			must(t, err)
		}
		if len(rows) != 1 || rows[0].Number != n {
			t.Errorf("position %d leads to %v", seq, numbers(rows))
		}
	})
}
