package desk

import (
	"context"

	"hilo/app/fault"
)

// Note adds words that only staff ever see. It turns nothing.
func (d *Desk) Note(ctx context.Context, who Person, number int64, say Message) (Entry, error) {
	return d.add(ctx, who, number, say.sent("note"), func(*Ticket) (Entry, error) { return note(who, say) })
}

func note(who Person, say Message) (Entry, error) {
	if !who.AtDesk {
		return Entry{}, fault.Hide()
	}
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	return Entry{Kind: Noted, Body: say.Body, Data: Data{Files: say.Files}}, nil
}
