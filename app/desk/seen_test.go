package desk

import (
	"testing"
	"time"
)

// A dot says that there is something to read; reading, or answering, takes it away.
func TestUnread(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n, other := s.opens(ana, "Charged twice", "Twice!"), s.opens(ana, "Another", "Other.")
		s.unread(ana, 0)
		s.ok(s.Reply(s.ctx, sam, n, say("We look.")))
		s.ok(s.Reply(s.ctx, sam, n, say("Still looking.")))
		s.unread(ana, 1, n)
		s.ok(s.Solve(s.ctx, sam, other, say("Done.")))
		s.unread(ana, 2, n, other)
		s.unread(luis, 0)

		must(t, s.See(s.ctx, ana, s.ticket(ana, n), 2))
		s.unread(ana, 2, n, other)
		s.see(ana, n)
		s.unread(ana, 1, other)
		s.ok(s.Reply(s.ctx, ana, other, say("Not quite.")))
		s.unread(ana, 0)
		s.ok(s.Note(s.ctx, sam, n, say("Hm.")))
		s.unread(ana, 0)
		s.ok(s.Confirm(s.ctx, ana, s.brings(ana, StatusSolved)))
		s.unread(ana, 0)
	})
}

// A mark goes neither back nor beyond the last entry, and reads are rung.
func TestSee(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for range 3 {
			s.ok(s.Reply(s.ctx, sam, n, say("We look.")))
		}
		stale := s.ticket(ana, n)
		inbox, stop := s.bell.Listen(InboxChannel(ana.ID))
		defer stop()
		for _, tt := range []struct{ see, seen int64 }{{0, 1}, {2, 2}, {1, 2}, {3, 3}, {99, 4}, {2, 4}} {
			must(t, s.See(s.ctx, ana, s.ticket(ana, n), tt.see))
			if got := s.ticket(ana, n); got.Seen != tt.seen {
				t.Errorf("saw %d: mark at %d, want %d", tt.see, got.Seen, tt.seen)
			}
		}
		must(t, s.See(s.ctx, ana, stale, 2)) // an old page comes late
		if got := s.ticket(sam, n); got.ByThem != 4 || got.Seen != 4 {
			t.Errorf("%+v", got)
		}
		if len(inbox) != 1 {
			t.Error("the list heard nothing")
		}
	})
}

// The customer's "seen" is that any agent saw it; who answers has.
func TestAgentSeen(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		s.ok(s.Reply(s.ctx, ana, n, say("Still.")))
		s.agentSeen(n, 0)
		must(t, s.See(s.ctx, sam, s.ticket(sam, n), 1))
		s.agentSeen(n, 1)
		thread, stop := s.bell.Listen(TicketChannel(n))
		defer stop()
		s.see(sam, n)
		rang(t, thread)
		s.agentSeen(n, 2)
		must(t, s.See(s.ctx, eva, s.ticket(eva, n), 1))
		s.agentSeen(n, 2)
		s.ok(s.Reply(s.ctx, ana, n, say("Hello?")))
		s.see(ana, n)
		s.agentSeen(n, 2)
		s.ok(s.Note(s.ctx, eva, n, say("Hm.")))
		s.agentSeen(n, 4)
		if got := s.ticket(eva, n); got.Seen != 4 {
			t.Errorf("eva answered and saw %d", got.Seen)
		}
		if got := s.ticket(sam, n); got.Seen != 2 {
			t.Errorf("sam saw %d", got.Seen)
		}
	})
}

// What a customer reads moves no row at the desk.
func TestReadingMovesNothingAtTheDesk(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		s.ok(s.Reply(s.ctx, sam, n, say("We look.")))
		before, err := s.Lists.QueueSeq(s.ctx)
		must(t, err)
		s.see(ana, n)
		s.unread(ana, 0)
		if rows := s.lists(eva, Filter{View: All}, Span{Since: before}); len(rows) > 0 {
			t.Errorf("%v moved", rows)
		}
	})
}

// What a requester's list shows has a place in its stream: reads and public
// entries raise it, and turns that they can tell; notes do not.
func TestInboxSeq(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, tt := range []struct {
			what  string
			do    func()
			rises bool
		}{
			{"a reply", func() { s.ok(s.Reply(s.ctx, sam, n, say("We look."))) }, true},
			{"reading it", func() { s.see(ana, n) }, true},
			{"reading it again", func() { s.see(ana, n) }, false},
			{"a note", func() { s.ok(s.Note(s.ctx, sam, n, say("Hm."))) }, false},
			{"reading past a note", func() { s.see(ana, n) }, false},
			{"an agent's reading", func() { s.see(eva, n) }, false},
			{"an assignment", func() { s.ok(s.Assign(s.ctx, sam, n, eva.Email)) }, false},
			{"hold, which is open to them", func() { s.ok(s.SetStatus(s.ctx, sam, n, StatusHold)) }, false},
			{"open again", func() { s.ok(s.SetStatus(s.ctx, sam, n, StatusOpen)) }, false},
			{"a question", func() { s.ok(s.Ask(s.ctx, sam, n, say("When?"), nil)) }, true},
			{"their turn taken back", func() { s.ok(s.SetStatus(s.ctx, sam, n, StatusHold)) }, true},
			{"a solution", func() { s.ok(s.SetStatus(s.ctx, sam, n, StatusSolved)) }, true},
			{"their answer", func() { s.ok(s.Confirm(s.ctx, ana, n)) }, true},
			{"the same answer", func() { s.ok(s.Confirm(s.ctx, ana, n)) }, false},
		} {
			before := s.inboxSeq(ana)
			s.pass(time.Minute)
			tt.do()
			after := s.inboxSeq(ana)
			if (after > before) != tt.rises || after < before {
				t.Errorf("%s: %d, then %d", tt.what, before, after)
			}
			changed := s.lists(ana, Filter{}, Span{Since: max(before, 1)})
			if (len(changed) == 1) != tt.rises {
				t.Errorf("%s: changed rows %v", tt.what, changed)
			}
		}
		if got := s.inboxSeq(luis); got != 0 {
			t.Errorf("luis's list is at %d", got)
		}
	})
}

func (s *site) inboxSeq(who Actor) int64 {
	s.t.Helper()
	p, err := Know(s.ctx, s.db, who.Email, s.clock())
	must(s.t, err)
	return p.InboxSeq
}

func (s *site) agentSeen(number, want int64) {
	s.t.Helper()
	if got := s.ticket(ana, number).AgentSeen; got != want {
		s.t.Errorf("agents saw %d, want %d", got, want)
	}
}

// unread checks the count, and the dots on rows and tickets.
func (s *site) unread(who Actor, want int, tickets ...int64) {
	s.t.Helper()
	n, err := s.Lists.Unread(s.ctx, who)
	must(s.t, err)
	dots := map[int64]bool{}
	for _, view := range []View{OpenView, ClosedView} {
		rows, _, err := s.Lists.Rows(s.ctx, who, Filter{View: view}, Span{})
		must(s.t, err)
		for _, row := range rows {
			if row.Unread() != s.ticket(who, row.Number).Unread() {
				s.t.Errorf("row and ticket %d differ", row.Number)
			}
			if row.Unread() {
				dots[row.Number] = true
			}
		}
	}
	ok := n == want && len(dots) == len(tickets)
	for _, number := range tickets {
		ok = ok && dots[number]
	}
	if !ok {
		s.t.Errorf("%s has %d unread, dots on %v; want %d on %v", who.Name, n, dots, want, tickets)
	}
}
