// Package ticket shows tickets to those who opened them, and takes what they write:
// the thread, its composer and files, the form of a new ticket, and lists of tickets.
// The desk builds its own pages from the same parts.
package ticket

import (
	"hilo/app/live"
	"hilo/app/web/alerts"
	"hilo/app/web/core"
)

// Handlers answer for one ticket.
type Handlers struct {
	*core.Core
	Presence live.Presence // who is writing
	alerts   *alerts.Handlers
	drafts   *Drafts
	staff    *staffList
	news     *live.Shared[audience, news] // read once for all who are told the same
}

// Drafts answer for what is being written: a new ticket, and files that wait.
type Drafts struct {
	*core.Core
	alike    core.Latest // searches for similar tickets
	patterns string      // by which the browser knows IDs and times
}

// Lists answer for lists of tickets.
type Lists struct {
	*core.Core
	staff   *staffList
	changed *live.Shared[listAudience, *changedRows]
}

// New returns the handlers of tickets.
func New(s *core.Core, a *alerts.Handlers) (*Handlers, *Drafts, *Lists) {
	d := &Drafts{Core: s, patterns: factPatterns(s.Desk.IDs)}
	staff := newStaffList(s.Bell)
	h := &Handlers{Core: s, alerts: a, drafts: d, staff: staff, news: live.NewShared[audience, news]()}
	return h, d, &Lists{s, staff, live.NewShared[listAudience, *changedRows]()}
}
