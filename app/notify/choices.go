package notify

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

// Choices are how a person wants to hear of news: which kinds by which way,
// and when not. Codes and mails about the account are none of them.
type Choices struct {
	PushReply bool `json:"push_reply"`
	PushAsk   bool `json:"push_ask"`
	PushSolve bool `json:"push_solve"`
	MailReply bool `json:"mail_reply"`
	MailAsk   bool `json:"mail_ask"`
	MailSolve bool `json:"mail_solve"`
	PushText  bool `json:"push_text"` // pushes show the first words
	Quiet
}

// Quiet is the part of the day in which no push comes, in the person's zone:
// HH:MM to HH:MM, over midnight if need be; both empty for none.
type Quiet struct {
	QuietFrom string `json:"quiet_from,omitempty"`
	QuietTo   string `json:"quiet_to,omitempty"`
}

// chosen is SQL for the columns of Choices: those of c, which is choices
// joined from the left, or what holds for who chose nothing.
const chosen = `coalesce(c.push_reply, TRUE) AS push_reply, coalesce(c.push_ask, TRUE) AS push_ask, coalesce(c.push_solve, TRUE) AS push_solve,
	coalesce(c.mail_reply, TRUE) AS mail_reply, coalesce(c.mail_ask, TRUE) AS mail_ask, coalesce(c.mail_solve, TRUE) AS mail_solve,
	coalesce(c.push_text, FALSE) AS push_text, coalesce(c.quiet_from, '') AS quiet_from, coalesce(c.quiet_to, '') AS quiet_to`

// Choices are a person's.
func (n *Notifier) Choices(ctx context.Context, person int64) (c Choices, err error) {
	err = n.db.Read.NewRaw("SELECT "+chosen+" FROM people AS p LEFT JOIN choices AS c ON c.person_id = p.id WHERE p.id = ?", person).Scan(ctx, &c)
	return c, err
}

// Choose keeps them. Invalid: quiet hours that are none. What quiet hours hold
// is looked at anew: it may go by now.
func (n *Notifier) Choose(ctx context.Context, person int64, c Choices) error {
	if err := c.Quiet.check(); err != nil {
		return err
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO choices (person_id, push_reply, push_ask, push_solve, mail_reply, mail_ask, mail_solve, push_text, quiet_from, quiet_to)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person_id) DO UPDATE SET
			push_reply = excluded.push_reply, push_ask = excluded.push_ask, push_solve = excluded.push_solve,
			mail_reply = excluded.mail_reply, mail_ask = excluded.mail_ask, mail_solve = excluded.mail_solve,
			push_text = excluded.push_text, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
			person, c.PushReply, c.PushAsk, c.PushSolve, c.MailReply, c.MailAsk, c.MailSolve, c.PushText, c.QuietFrom, c.QuietTo).Exec(ctx)
		if err != nil {
			return err
		}
		now := db.Time(n.now())
		_, err = tx.NewRaw("UPDATE jobs SET due_at = ? WHERE key = ? AND dead_at IS NULL AND due_at > ?", now, summaryKey(person), now).Exec(ctx)
		return err
	})
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

// by tells whether the person wants to hear of a kind by channel.
func (c *Choices) by(channel string, k desk.Kind) bool {
	push := channel == JobPush
	switch k.PushVerb() {
	case "reply":
		return push && c.PushReply || !push && c.MailReply
	case "ask":
		return push && c.PushAsk || !push && c.MailAsk
	case "solve":
		return push && c.PushSolve || !push && c.MailSolve
	}
	return false
}
