package desk

import (
	"slices"
	"testing"
	"time"
)

// Each view of the queue holds exactly what View.Holds says, so that page and
// stream never disagree; nobody's queue holds their own tickets.
func TestQueueViews(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for _, status := range []Status{StatusNew, StatusOpen, StatusPending, StatusHold, StatusSolved, StatusClosed} {
			for _, requester := range []Actor{ana, atHome(sam)} {
				for _, assignee := range []string{"", sam.Email, eva.Email} {
					n := s.brings(requester, status)
					if assignee != requester.Email {
						s.ok(s.Assign(s.ctx, eva, n, assignee))
					}
					s.pass(time.Minute)
				}
			}
		}
		for _, who := range []Actor{sam, eva} {
			all, seq, err := s.Lists.Rows(s.ctx, who, Filter{View: All}, Span{})
			must(t, err)
			if want := map[int64]int{sam.ID: 18, eva.ID: 36}[who.ID]; len(all) != want {
				t.Errorf("%s has %d tickets, want %d", who.Name, len(all), want)
			}
			for _, row := range all {
				if row.RequesterID == who.ID || row.NowSeq != seq || row.DeskSeq > seq {
					t.Errorf("%s: row %+v", who.Name, row)
				}
			}
			for _, v := range Views {
				var want []int64
				for _, row := range all {
					if belongs(&row, v, who) {
						want = append(want, row.Number)
					}
				}
				if got := s.lists(who, Filter{View: v}); !slices.Equal(got, want) || len(want) == 0 {
					t.Errorf("%s, %s: %v, want %v", who.Name, v, got, want)
				}
			}
		}
	})
}

// The rules of the views, in words.
func TestViewHolds(t *testing.T) {
	for _, tt := range []struct {
		view View
		whom *Person
		want []Status
	}{
		{Unassigned, nil, []Status{StatusNew, StatusOpen, StatusPending, StatusHold}},
		{Unassigned, &sam.Person, nil},
		{Mine, &sam.Person, []Status{StatusNew, StatusOpen, StatusPending, StatusHold, StatusSolved}},
		{Mine, &eva.Person, nil},
		{Mine, nil, nil},
		{WaitingView, nil, []Status{StatusPending}},
		{WaitingView, &eva.Person, []Status{StatusPending}},
		{SolvedView, &sam.Person, []Status{StatusSolved, StatusClosed}},
		{All, &eva.Person, []Status{StatusNew, StatusOpen, StatusPending, StatusHold, StatusSolved, StatusClosed}},
	} {
		var got []Status
		for _, status := range []Status{StatusNew, StatusOpen, StatusPending, StatusHold, StatusSolved, StatusClosed} {
			ticket := ticketIn(status)
			if tt.whom != nil {
				ticket.AssigneeID = &tt.whom.ID
			}
			if belongs(&ticket, tt.view, sam) {
				got = append(got, status)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s holds %v, want %v", tt.view, got, tt.want)
		}
	}
}

// The desk's stream reads what changed since its position, in the order of change.
func TestQueueSince(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		if rows, seq, err := s.Lists.Rows(s.ctx, sam, Filter{View: All}, Span{}); err != nil || rows != nil || seq != 0 {
			t.Fatalf("%v at %d, %v", rows, seq, err)
		}
		first, second := s.opens(ana, "Charged twice", "Twice!"), s.opens(luis, "Lost", "Lost!")
		rows, seq, err := s.Lists.Rows(s.ctx, sam, Filter{View: Unassigned}, Span{})
		if err != nil || seq != 2 || !slices.Equal(numbers(rows), []int64{max(first, second), min(first, second)}) {
			t.Fatalf("%v at %d, %v", numbers(rows), seq, err)
		}
		s.pass(time.Minute)
		s.ok(s.Note(s.ctx, sam, second, say("Hm.")))
		s.ok(s.Solve(s.ctx, eva, first, say("Done.")))
		rows, now, err := s.Lists.Rows(s.ctx, sam, Filter{View: Unassigned}, Span{Since: seq})
		if err != nil || now != 4 || !slices.Equal(numbers(rows), []int64{second, first}) || !rows[0].Found || rows[1].Found {
			t.Errorf("%v at %d, %v", numbers(rows), now, err)
		}
		rows, now, err = s.Lists.Rows(s.ctx, sam, Filter{View: Unassigned}, Span{Since: now})
		if err != nil || now != 4 || rows != nil {
			t.Errorf("%v at %d, %v", numbers(rows), now, err)
		}
	})
}

// What a page or a stream costs: a query or two, whatever it shows.
func TestQueries(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for _, status := range []Status{StatusNew, StatusPending, StatusSolved} {
			s.brings(ana, status)
		}
		n := s.brings(ana, StatusOpen)
		s.see(ana, n)
		ticket := s.ticket(ana, n)
		for _, tt := range []struct {
			what string
			want int64
			do   func()
		}{
			{"a list", 1, func() { s.lists(ana, Filter{}) }},
			{"a search", 1, func() { s.lists(ana, Filter{Query: "ticket"}) }},
			{"the queue", 1, func() { s.lists(sam, Filter{View: All}) }},
			{"the queue when nothing changed", 1, func() { s.lists(sam, Filter{View: All}, Span{Since: 99}) }},
			{"an empty queue", 2, func() { s.lists(sam, Filter{View: Mine}) }},
			{"a thread", 2, func() { s.thread(ana, n) }},
			{"a stream with news", 2, func() { _, _, _ = s.After(s.ctx, ana, n, 1) }},
			{"a stream without", 1, func() { _, _, _ = s.After(s.ctx, ana, n, ticket.LastSeq) }},
			{"unread", 1, func() { _, _ = s.Lists.Unread(s.ctx, ana) }},
			{"nothing new to see", 0, func() { must(t, s.See(s.ctx, ana, ticket, ticket.LastSeq)) }},
		} {
			if got := s.asks(tt.do); got != tt.want {
				t.Errorf("%s: %d queries, want %d", tt.what, got, tt.want)
			}
		}
	})
}
