package desk

import (
	"context"

	"hilo/app/fault"
)

// ConfirmAt is Confirm for an answer that comes from an alert: it is about the
// proposal with that seq, and stale if that is not what the customer is asked
// now. seq 0 is about whatever they are asked.
func (d *Desk) ConfirmAt(ctx context.Context, who Person, number, seq int64) (Entry, error) {
	return d.add(ctx, who, number, sent{}, func(t *Ticket) (Entry, error) {
		if !t.asks(seq) {
			return Entry{}, fault.Say(fault.Stale, "desk.confirm.stale")
		}
		return confirm(t, who)
	})
}

// ReopenAt is the same for "not yet".
func (d *Desk) ReopenAt(ctx context.Context, who Person, number, seq int64) (Entry, error) {
	return d.add(ctx, who, number, sent{}, func(t *Ticket) (Entry, error) {
		if !t.asks(seq) {
			return Entry{}, fault.Say(fault.Stale, "desk.confirm.stale")
		}
		return reopen(t, who)
	})
}

// asks tells whether the proposal with that seq is the last that the customer
// heard of, but for the warning that it will close.
func (t *Ticket) asks(seq int64) bool {
	return seq == 0 || t.Status == StatusSolved && (t.PublicSeq == seq || t.PublicKind == Warned && t.PublicSeq > seq)
}
