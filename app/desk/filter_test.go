package desk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// belongs is the second answer, in words, to what the conditions of a view say.
func belongs(t *Ticket, v View, who Actor) bool {
	mine := t.AssigneeID != nil && *t.AssigneeID == who.ID
	closed := t.Status == StatusClosed
	done := closed || t.Status == StatusSolved
	if !who.AtDesk() && (t.RequesterID != who.ID || t.Proof == ProofDenied || t.Proof == ProofNone) || who.AtDesk() && t.RequesterID == who.ID {
		return false
	}
	switch v {
	case Unassigned:
		return t.AssigneeID == nil && !done
	case Mine:
		return mine && !closed
	case WaitingView:
		return t.Status == StatusPending
	case SolvedView:
		return done
	case OpenView:
		return !closed
	case ClosedView:
		return closed
	}
	return true
}

// Random tickets stand in the lists and streams in which the rules, in words,
// would have them: a page and its stream never disagree.
func TestFilters(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		random := rand.New(rand.NewPCG(7, 21))
		var all []*Ticket
		subjects := map[int64]string{}
		for i := range 45 { // fewer than a page
			subject := []string{"naranja", "limón"}[random.IntN(2)]
			n := s.opens([]Actor{ana, luis, atHome(sam)}[i%3], subject, fmt.Sprint("Texto ", i))
			subjects[n] = subject
			status := []Status{StatusNew, StatusOpen, StatusPending, StatusHold, StatusSolved, StatusClosed}[random.IntN(6)]
			proof := []Proof{ProofSession, ProofGuest, ProofNone, ProofDenied}[random.IntN(4)]
			assignee := []*int64{nil, &sam.ID, &eva.ID}[random.IntN(3)]
			_, err := s.db.NewRaw(`UPDATE tickets SET status = ?, proof = ?, assignee_id = ?,
				inbox_seq = inbox_seq + 1, desk_seq = desk_seq + 1 WHERE number = ?`, status, proof, assignee, n).Exec(s.ctx)
			must(t, err)
			one := new(Ticket)
			must(t, s.db.NewSelect().Model(one).Where("number = ?", n).Scan(s.ctx))
			all = append(all, one)
		}
		for _, who := range []Actor{ana, luis, atHome(sam), sam, eva} {
			views := []View{OpenView, ClosedView}
			if who.AtDesk() {
				views = Views
			}
			for _, v := range views {
				for _, query := range []string{"", "naranja"} {
					var want []int64
					for _, one := range all {
						within := v
						if query != "" { // looks into all of them
							within = All
						}
						if belongs(one, within, who) && (query == "" || subjects[one.Number] == query) {
							want = append(want, one.Number)
						}
					}
					f := Filter{View: v, Query: query}
					page, _, err := s.Lists.Rows(s.ctx, who, f, Span{})
					must(t, err)
					changed, _, err := s.Lists.Rows(s.ctx, who, f, Span{Since: 1})
					must(t, err)
					changed = slices.DeleteFunc(changed, func(row Ticket) bool { return !row.Found })
					for name, rows := range map[string][]Ticket{"page": page, "stream": changed} {
						got := numbers(rows)
						slices.Sort(got)
						slices.Sort(want)
						if len(got)+len(want) > 0 && !slices.Equal(got, want) {
							t.Errorf("%s, %+v: the %s has %v, want %v", who.Name, f, name, got, want)
						}
					}
				}
			}
		}
	})
}
