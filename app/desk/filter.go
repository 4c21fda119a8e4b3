package desk

import (
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/search"
)

// Filter names a set of the actor's tickets: a view, or in all of them what a
// query finds.
type Filter struct {
	View  View
	Query string // words of subject, messages, numbers and names of files
}

// View is one of an actor's lists.
type View string

// The views of the desk.
const (
	Unassigned  View = "unassigned"
	Mine        View = "mine"
	All         View = "all"
	WaitingView View = "waiting"
	SolvedView  View = "solved"
)

// The views of a requester.
const (
	OpenView   View = "open"
	ClosedView View = "closed"
)

// Views in the order in which the desk shows them.
var Views = []View{Unassigned, Mine, All, WaitingView, SolvedView}

// allow refuses who has no list, and views of the desk to a requester.
func (v View) allow(actor Actor) error {
	if slices.Contains(Views, v) {
		return actor.need(WorkTickets)
	}
	return actor.need(ListTickets)
}

// where is the filter as a condition of tickets, t: for lists, and for the rows
// of their streams.
func (l *Lists) where(f Filter, of seer) schema.QueryWithArgs {
	within := f.View.where(of)
	if f.Query != "" {
		within = l.index.Where(search.Parse(f.Query), "t.number", of.readsStaffWords())
	}
	return bun.SafeQuery("? AND ?", listedTickets(of), within)
}

// where is the view as a condition. A requester has no other views than theirs.
func (v View) where(of seer) schema.QueryWithArgs {
	switch {
	case !of.atDesk && v == ClosedView:
		return bun.SafeQuery("t.status = 'closed'")
	case !of.atDesk:
		return bun.SafeQuery("t.status <> 'closed'")
	}
	switch v {
	case Unassigned:
		return bun.SafeQuery("t.assignee_id IS NULL AND t.status NOT IN ('solved', 'closed')")
	case Mine:
		return bun.SafeQuery("t.assignee_id = ? AND t.status <> 'closed'", of.id)
	case WaitingView:
		return bun.SafeQuery("t.status = 'pending'")
	case SolvedView:
		return bun.SafeQuery("t.status IN ('solved', 'closed')")
	}
	return bun.SafeQuery("TRUE")
}
