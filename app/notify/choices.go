package notify

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Kinds of news, as desk.Kind.PushVerb calls them.
var Kinds = []string{"reply", "ask", "solve"}

// Choice names what a person may want or not: a kind of news by a channel.
type Choice struct{ Kind, Channel string }

// Choices are how a person wants to hear of news: which kinds by which channel,
// and when not. Codes and mails about the account are none of them.
type Choices struct {
	Refused     Refused // all else is wanted
	PushText    bool    // pushes show the first words
	MailSubject bool    // mails show the ticket's subject; those to guests never do
	Quiet
}

// Refused are the choices that a person turned off.
type Refused map[Choice]bool

// Scan reads them as chosen gives them: kind/channel, a space between.
func (r *Refused) Scan(stored any) error {
	*r = Refused{}
	for _, one := range strings.Fields(fmt.Sprintf("%s", stored)) {
		kind, channel, _ := strings.Cut(one, "/")
		(*r)[Choice{kind, channel}] = true
	}
	return nil
}

// Wants tells whether a kind of news is wanted by a channel.
func (c *Choices) Wants(kind, channel string) bool { return !c.Refused[Choice{kind, channel}] }

// Quiet is the part of the day in which no push comes, in the person's zone:
// HH:MM to HH:MM, over midnight if need be; both empty for none.
type Quiet struct {
	QuietFrom string `json:"quiet_from,omitempty"`
	QuietTo   string `json:"quiet_to,omitempty"`
}

// chosen is SQL for the columns of Choices, of the person p: those of c, which is
// notification_settings joined from the left, or what holds where nothing was chosen.
const chosen = `coalesce(c.push_text, FALSE) AS push_text, coalesce(c.mail_subject, FALSE) AS mail_subject, coalesce(c.quiet_from, '') AS quiet_from, coalesce(c.quiet_to, '') AS quiet_to,
	coalesce((SELECT string_agg(o.kind || '/' || o.channel, ' ') FROM choices AS o WHERE o.person_id = p.id AND NOT o.wanted), '') AS refused`

// Choices are a person's.
func (n *Notifier) Choices(ctx context.Context, person int64) (c Choices, err error) {
	err = n.db.Read.NewRaw("SELECT "+chosen+" FROM people AS p LEFT JOIN notification_settings AS c ON c.person_id = p.id WHERE p.id = ?", person).Scan(ctx, &c)
	return c, err
}

// Choose keeps them. Invalid: quiet hours that are none. What quiet hours hold
// is looked at anew: it may go by now.
func (n *Notifier) Choose(ctx context.Context, person int64, c Choices) error {
	if err := c.Quiet.check(); err != nil {
		return err
	}
	return n.ring(person, n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := c.store(ctx, tx, person); err != nil {
			return err
		}
		now := db.Time(n.now())
		_, err := tx.NewRaw("UPDATE jobs SET due_at = ? WHERE key = ? AND dead_at IS NULL AND due_at > ?", now, summaryKey(person), now).Exec(ctx)
		return err
	}))
}

// store writes a row for each choice, also where it is as if nothing was chosen.
func (c *Choices) store(ctx context.Context, tx bun.Tx, person int64) error {
	_, err := tx.NewRaw(`INSERT INTO notification_settings (person_id, push_text, mail_subject, quiet_from, quiet_to) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person_id) DO UPDATE SET push_text = excluded.push_text, mail_subject = excluded.mail_subject, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
		person, c.PushText, c.MailSubject, c.QuietFrom, c.QuietTo).Exec(ctx)
	for _, kind := range Kinds {
		for _, channel := range Channels {
			if err == nil {
				_, err = tx.NewRaw(`INSERT INTO choices (person_id, kind, channel, wanted) VALUES (?, ?, ?, ?)
					ON CONFLICT (person_id, kind, channel) DO UPDATE SET wanted = excluded.wanted`, person, kind, channel, c.Wants(kind, channel)).Exec(ctx)
			}
		}
	}
	return err
}

// check refuses half an answer, and a whole day that looks like no time at all.
func (q Quiet) check() error {
	_, from := minutes(q.QuietFrom)
	_, to := minutes(q.QuietTo)
	switch {
	case q == Quiet{}:
		return nil
	case !from:
		return fault.Mend("quiet_from", "choices.quiet.broken")
	case !to:
		return fault.Mend("quiet_to", "choices.quiet.broken")
	case q.QuietFrom == q.QuietTo:
		return fault.Mend("quiet_to", "choices.quiet.equal")
	}
	return nil
}

// ring has a person's open pages say anew how they will hear, after what went without err.
func (n *Notifier) ring(person int64, err error) error {
	if err == nil {
		n.desk.RingInbox(person)
	}
	return err
}
