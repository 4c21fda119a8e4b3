package desk

import (
	"context"
)

// Note adds words that only staff ever see. It turns nothing.
func (d *Desk) Note(ctx context.Context, actor Actor, number int64, say Message) (Entry, error) {
	return d.add(ctx, actor, number, say.sent("note"), func(*Ticket) (Entry, error) { return note(actor, say) })
}

func note(actor Actor, say Message) (Entry, error) {
	if err := actor.need(WorkTickets); err != nil {
		return Entry{}, err
	}
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	return Entry{Kind: Noted, Body: say.Body, Data: Data{Files: say.Files}}, nil
}
