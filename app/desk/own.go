package desk

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/fault"
)

// Own is the answer of an address's owner to "was it you?" about a ticket that
// was opened without a sign-in. A yes proves it. A no closes it, and for its
// requester it is as if it had never been.
func (d *Desk) Own(ctx context.Context, who Person, number int64, mine bool) (Entry, error) {
	return d.add(ctx, who, number, sent{}, func(t *Ticket) (Entry, error) { return own(t, who, mine) })
}

func own(t *Ticket, who Person, mine bool) (Entry, error) {
	switch {
	case who.AtDesk:
		return Entry{}, fault.Hide()
	case t.Proof != ProofNone: // answered, or proven in another way
		return Entry{}, errSame
	}
	t.turned = true // the requester's list shows it
	if mine {
		t.prove(who.Proof)
		return Entry{Kind: Proven}, nil
	}
	t.turn(StatusClosed)
	t.Proof = ProofDenied
	return Entry{Kind: Disowned}, nil
}

// keepFiles lets what came with an unproven ticket stay, once it is proven.
func (t *Ticket) keepFiles(ctx context.Context, tx bun.Tx) error {
	if !t.proven {
		return nil
	}
	_, err := tx.NewRaw("UPDATE files SET expires_at = NULL WHERE ticket = ? AND expires_at IS NOT NULL", t.Number).Exec(ctx)
	return err
}
