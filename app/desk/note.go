package desk

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
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

// remarkEvery is how often staff are told the same of a ticket.
const remarkEvery = 24 * time.Hour

// Bounce tells staff that the requester's mail server refused a mail for good.
func (d *Desk) Bounce(ctx context.Context, number int64) error { return d.remark(ctx, number, Bounced) }

// NotReached tells staff that the requester could not be told of something, and that it is
// not tried any more; where they read that mails bounce, they know.
func (d *Desk) NotReached(ctx context.Context, number int64) error {
	return d.remark(ctx, number, Undelivered)
}

// remark adds a line of the system's for staff, at most once a day. A ticket
// that is gone is left alone.
func (d *Desk) remark(ctx context.Context, number int64, kind Kind) error {
	_, err := d.Change(ctx, system, []int64{number}, func(c *Change) error {
		t, err := c.Ticket(number)
		if err != nil {
			return err
		}
		told, err := c.tx.NewSelect().Model((*Entry)(nil)).
			Where("ticket = ? AND kind IN (?) AND at > ?", number, bun.List([]Kind{kind, Bounced}), db.Time(d.now().Add(-remarkEvery))).Exists(c.ctx)
		if err == nil && !told {
			c.Add(t, Entry{Kind: kind})
		}
		return err
	})
	return ignoreNoChange(err)
}
