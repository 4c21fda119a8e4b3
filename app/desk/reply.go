package desk

import "context"

// Reply adds what who says. A customer's words pass the turn to the desk, from
// any status; what staff say leaves the ticket open.
func (d *Desk) Reply(ctx context.Context, who Person, number int64, say Message) (Entry, error) {
	return d.add(ctx, who, number, say.sent("reply"), func(t *Ticket) (Entry, error) { return reply(t, who, say) })
}

func reply(t *Ticket, who Person, say Message) (Entry, error) {
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	if who.AtDesk || t.Status != StatusNew { // nobody answered a new one yet: it stays new
		t.turn(StatusOpen)
	}
	data := Data{Files: say.Files}
	if !who.AtDesk {
		t.prove(who.Proof)
		data = say.data(say.Body)
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
