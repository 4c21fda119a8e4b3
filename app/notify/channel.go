package notify

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// The channels: the names of their jobs, in alerts and in choices.
const (
	ByPush = "push"
	ByMail = "mail"
)

// Channels by which people hear of news, in the order of the page of choices.
var Channels = []string{ByPush, ByMail}

// Channel is a way to tell people of news in their tickets. Who hears of what, and
// what of it they have seen, is decided before. A new one gets a name above, a
// line in channel, and what it was last told of in the recipient.
type Channel interface {
	// Due is when r hears of news that began at first, and whether they can be
	// reached at all.
	Due(r *recipient, first time.Time) (at time.Time, reached bool)
	// Tell composes the news and hands them over, and runs told in the transaction
	// that knows of it. After a crash in between they are told again, by a job of the same ID.
	Tell(ctx context.Context, job outbox.Job, r *recipient, news unseenNews, told func(context.Context, bun.Tx) error) error
}

func (n *Notifier) channel(name string) Channel {
	if name == ByPush {
		return pushChannel{n}
	}
	return mailChannel{n}
}

// by tells a person by a channel what they have not seen of a ticket, if it is time.
func (n *Notifier) by(name string) outbox.Handler {
	channel := n.channel(name)
	return func(ctx context.Context, job outbox.Job) error {
		r, err := n.recipientIn(ctx, job)
		if err != nil || r == nil {
			return err
		}
		t, err := unseen(ctx, n.db.Read, r, name, r.alerted(name))
		if err != nil || t.last == 0 {
			return err
		}
		if len(t.news) == 0 {
			return n.passOver(ctx, r, name, t.last)
		}
		// News of later than now are of a clock that was set back: they have waited.
		if due, _ := channel.Due(r, t.news[0].At); due.After(n.now()) && !t.news[0].At.After(n.now()) {
			return outbox.Later(due)
		}
		return channel.Tell(ctx, job, r, t, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(alertedUpTo+", at = excluded.at", r.Person, r.Ticket, name, t.last, db.Time(n.now())).Exec(ctx)
			return err
		})
	}
}

// alertedUpTo notes up to which entry a person was told of a ticket by a channel, or will not be.
const alertedUpTo = `INSERT INTO alerts (person_id, ticket, channel, seq, at) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (person_id, ticket, channel) DO UPDATE SET seq = excluded.seq`

// passOver notes that nothing up to seq is told. It is no alert: a guest's next
// mail need not wait for one that was none.
func (n *Notifier) passOver(ctx context.Context, r *recipient, channel string, seq int64) error {
	long := db.Time(n.now().Add(-n.opts.MailDelay))
	_, err := n.db.Exec(ctx, alertedUpTo, r.Person, r.Ticket, channel, seq, long)
	return err
}
