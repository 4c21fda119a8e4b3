package desk

import (
	"context"

	"hilo/app/fault"
)

// SetStatus is the agent's hand on the ticket: open, hold, or solved without a word.
func (d *Desk) SetStatus(ctx context.Context, actor Actor, number int64, status Status) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return setStatus(t, actor, status) })
}

func setStatus(t *Ticket, actor Actor, status Status) (Entry, error) {
	switch {
	case !actor.Can(WorkTickets):
		return Entry{}, fault.Hide()
	case status != StatusOpen && status != StatusHold && status != StatusSolved:
		return Entry{}, fault.Mend("status", "desk.status.unknown")
	case t.Status == status:
		return Entry{}, errSame
	}
	from := t.Status
	t.turn(status)
	switch {
	case status == StatusSolved:
		return Entry{Kind: Solved}, nil
	case from == StatusSolved || from == StatusClosed:
		return Entry{Kind: Reopened}, nil
	}
	return Entry{Kind: Held, Data: Data{Status: status}}, nil
}
