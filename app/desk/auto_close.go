package desk

import (
	"context"
	"time"
)

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
