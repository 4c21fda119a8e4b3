package desk

import (
	"context"
	"fmt"

	"hilo/app/fault"
)

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
