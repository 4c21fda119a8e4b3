package web

import (
	"slices"

	"hilo/app/desk"
)

// Patterns are what ticks the checklist off in the browser.
func (p statePart) Patterns() string { return factPatterns() }

// Reopens tells whether what the customer sends opens the ticket again.
func (p statePart) Reopens() bool { return !p.Desk && over(p.Ticket.Status) }

// Reopens is the same for the form, when it is shown for the first time.
func (c composerPart) Reopens() bool { return !c.Desk && over(c.Status) }

func over(s desk.Status) bool { return s == desk.StatusSolved || s == desk.StatusClosed }

// Sent tells whether the last that everybody sees is a message from this side.
func (p statePart) Sent() bool {
	t := p.Ticket
	return t.PublicBy != nil && (*t.PublicBy == t.RequesterID) != p.Desk &&
		slices.Contains([]desk.Kind{desk.Opened, desk.Replied, desk.Asked, desk.Solved}, t.PublicKind)
}
