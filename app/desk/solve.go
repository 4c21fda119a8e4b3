package desk

import (
	"context"

	"hilo/app/fault"
)

// Solve proposes that the problem is solved; the customer is asked whether it is.
func (d *Desk) Solve(ctx context.Context, who Person, number int64, say Message) (Entry, error) {
	return d.add(ctx, who, number, say.sent("solve"), func(t *Ticket) (Entry, error) { return solve(t, who, say) })
}

func solve(t *Ticket, who Person, say Message) (Entry, error) {
	if !who.AtDesk {
		return Entry{}, fault.Hide()
	}
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	t.turn(StatusSolved)
	return Entry{Kind: Solved, Body: say.Body, Data: Data{Files: say.Files}}, nil
}

// Confirm is the customer's "yes, it is solved": the ticket closes.
func (d *Desk) Confirm(ctx context.Context, who Person, number int64) (Entry, error) {
	return d.ConfirmAt(ctx, who, number, 0)
}

func confirm(t *Ticket, who Person) (Entry, error) {
	switch {
	case who.AtDesk:
		return Entry{}, fault.Hide()
	case t.Status == StatusClosed:
		return Entry{}, errSame
	case t.Status != StatusSolved:
		return Entry{}, fault.Say(fault.Stale, "desk.confirm.stale")
	}
	t.turn(StatusClosed)
	t.prove(who.Proof)
	return Entry{Kind: Confirmed}, nil
}

// Reopen is the customer's "not yet": the ticket is open again.
func (d *Desk) Reopen(ctx context.Context, who Person, number int64) (Entry, error) {
	return d.ReopenAt(ctx, who, number, 0)
}

func reopen(t *Ticket, who Person) (Entry, error) {
	if t.Status != StatusSolved && t.Status != StatusClosed {
		return Entry{}, errSame
	}
	t.turn(StatusOpen)
	if !who.AtDesk {
		t.prove(who.Proof)
	}
	return Entry{Kind: Reopened}, nil
}
