package desk

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
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

// Prove notes, within tx, that a guest proved ticket number. It returns what to
// ring after the commit: nothing where it was proven before.
func Prove(ctx context.Context, tx bun.Tx, number int64) ([]string, error) {
	t := &Ticket{proven: true}
	err := tx.NewRaw("UPDATE tickets SET proof = ? WHERE number = ? AND proof = ? RETURNING number, requester_id",
		ProofGuest, number, ProofNone).Scan(ctx, t)
	if db.Missing(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := t.keepFiles(ctx, tx); err != nil {
		return nil, err
	}
	if err := t.raise(ctx, tx, true); err != nil {
		return nil, err
	}
	_, err = tx.NewUpdate().Model(t).Column("inbox_seq", "desk_seq").WherePK().Exec(ctx)
	return t.topics(), err
}

// keepFiles lets what came with an unproven ticket stay, once it is proven.
func (t *Ticket) keepFiles(ctx context.Context, tx bun.Tx) error {
	if !t.proven {
		return nil
	}
	_, err := tx.NewRaw("UPDATE files SET expires_at = NULL WHERE ticket = ? AND expires_at IS NOT NULL", t.Number).Exec(ctx)
	return err
}
