package desk

import (
	"context"
	"fmt"
	"time"

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

// ConfirmProposal is Confirm for somebody who answers the proposal in entry
// seq without the ticket before their eyes, as from a notification. If that is
// not the newest proposal any more, or was answered, the fault is Stale. The
// same answer twice is one.
func (d *Desk) ConfirmProposal(ctx context.Context, actor Actor, number, seq int64) (Entry, error) {
	return d.add(ctx, actor, number, answered(number, seq, Confirmed), func(t *Ticket) (Entry, error) {
		if err := proposes(t, seq); err != nil {
			return Entry{}, err
		}
		return confirm(t, actor)
	})
}

// ReopenProposal is Reopen likewise.
func (d *Desk) ReopenProposal(ctx context.Context, actor Actor, number, seq int64) (Entry, error) {
	return d.add(ctx, actor, number, answered(number, seq, Reopened), func(t *Ticket) (Entry, error) {
		if err := proposes(t, seq); err != nil {
			return Entry{}, err
		}
		return reopen(t, actor)
	})
}

// proposes refuses an answer to a proposal that does not stand.
func proposes(t *Ticket, seq int64) error {
	if seq == 0 || seq != t.SolvedSeq {
		return fault.Say(fault.Stale, "desk.proposal.stale")
	}
	return nil
}

// answered is the key of an answer: one a proposal and kind.
func answered(number, seq int64, kind Kind) sent {
	return sent{key: fmt.Sprintf("%s/%d/%d", kind, number, seq)}
}

// How long a proposed solution may stay without an answer: warned on day 5,
// closed on day 7.
const (
	SilenceBeforeWarning = 5 * 24 * time.Hour
	SilenceBeforeClosing = 2 * 24 * time.Hour
)

// AutoClose does what follows when nobody answered entry seq, which proposed a
// solution or warned: it warns first and closes then. A ticket that has moved
// on, or is gone, is left alone.
func (d *Desk) AutoClose(ctx context.Context, ref Ref) error {
	_, err := d.add(ctx, system, ref.Ticket, sent{}, func(t *Ticket) (Entry, error) { return autoClose(t, ref.Seq) })
	return ignoreNoChange(err)
}

func autoClose(t *Ticket, seq int64) (Entry, error) {
	switch {
	case t.Status != StatusSolved:
		return Entry{}, errSame
	case t.SolvedSeq == seq && t.PublicKind != Warned: // a job may come twice
		return Entry{Kind: Warned}, nil
	case t.SolvedSeq < seq: // the warning was about what is still the last proposal
		t.turn(StatusClosed)
		return Entry{Kind: Closed}, nil
	}
	return Entry{}, errSame
}
