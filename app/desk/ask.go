package desk

import (
	"context"
	"encoding/json"
	"slices"

	"hilo/app/fault"
)

// Wants are the details that a request may list, in the order in which they are shown.
var Wants = []string{"transaction", "time", "screenshot", "other"}

// Ask asks the customer for details, with a checklist of Wants if any: now it
// is their turn.
func (d *Desk) Ask(ctx context.Context, actor Actor, number int64, say Message, wants []string) (Entry, error) {
	list, _ := json.Marshal(wants)
	return d.add(ctx, actor, number, say.sent("ask", string(list)), func(t *Ticket) (Entry, error) { return ask(t, actor, say, wants) })
}

func ask(t *Ticket, actor Actor, say Message, wants []string) (Entry, error) {
	if err := actor.need(WorkTickets); err != nil {
		return Entry{}, err
	}
	for _, w := range wants {
		if !slices.Contains(Wants, w) {
			return Entry{}, fault.Mend("wants", "desk.wants.unknown")
		}
	}
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	t.turn(StatusPending)
	if len(wants) > 0 {
		list, err := json.Marshal(wants)
		if err != nil {
			return Entry{}, err
		}
		t.Asked = string(list)
	}
	return Entry{Kind: Asked, Body: say.Body, Data: Data{Files: say.Files, Wants: wants}}, nil
}
