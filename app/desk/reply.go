package desk

import (
	"context"

	"hilo/app/scan"
)

// Reply adds what the actor says. A customer's words pass the turn to the desk, from
// any status; what staff say leaves the ticket open.
func (d *Desk) Reply(ctx context.Context, actor Actor, number int64, say Message) (Entry, error) {
	return d.add(ctx, actor, number, say.sent("reply"), func(t *Ticket) (Entry, error) { return reply(t, actor, say, d.IDs) })
}

func reply(t *Ticket, actor Actor, say Message, ids *scan.IDs) (Entry, error) {
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	if actor.AtDesk() || t.Status != StatusNew { // nobody answered a new one yet: it stays new
		t.turn(StatusOpen)
	}
	data := Data{Files: say.Files}
	if !actor.AtDesk() {
		t.prove(actor.Proof)
		data = say.data(say.Body, ids)
	}
	return Entry{Kind: Replied, Body: say.Body, Data: data}, nil
}

// prove keeps the best proof that the requester gave so far.
func (t *Ticket) prove(p Proof) {
	if p == ProofSession || (p == ProofGuest && t.Proof == ProofNone) {
		t.proven = t.proven || t.Proof == ProofNone
		t.Proof = p
	}
}
