package desk

import (
	"context"

	"hilo/app/fault"
)

// Solve proposes that the problem is solved; the customer is asked whether it is.
func (d *Desk) Solve(ctx context.Context, actor Actor, number int64, say Message) (Entry, error) {
	return d.add(ctx, actor, number, say.sent("solve"), func(t *Ticket) (Entry, error) { return solve(t, actor, say) })
}

func solve(t *Ticket, actor Actor, say Message) (Entry, error) {
	if err := actor.need(WorkTickets); err != nil {
		return Entry{}, err
	}
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	t.turn(StatusSolved)
	return Entry{Kind: Solved, Body: say.Body, Data: Data{Files: say.Files}}, nil
}

// Confirm is the customer's "yes, it is solved": the ticket closes.
func (d *Desk) Confirm(ctx context.Context, actor Actor, number int64) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return confirm(t, actor) })
}

func confirm(t *Ticket, actor Actor) (Entry, error) {
	switch {
	case !actor.Can(DecideTickets):
		return Entry{}, fault.Hide()
	case t.Status == StatusClosed:
		return Entry{}, errSame
	case t.Status != StatusSolved:
		return Entry{}, fault.Say(fault.Stale, "desk.confirm.stale")
	}
	t.turn(StatusClosed)
	t.prove(actor.Proof)
	return Entry{Kind: Confirmed}, nil
}

// Reopen is the customer's "not yet": the ticket is open again.
func (d *Desk) Reopen(ctx context.Context, actor Actor, number int64) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return reopen(t, actor) })
}

func reopen(t *Ticket, actor Actor) (Entry, error) {
	if t.Status != StatusSolved && t.Status != StatusClosed {
		return Entry{}, errSame
	}
	t.turn(StatusOpen)
	if !actor.AtDesk() {
		t.prove(actor.Proof)
	}
	return Entry{Kind: Reopened}, nil
}
