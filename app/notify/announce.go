package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/outbox"
	"hilo/db"
)

// How many "received" mails one address gets in a day: anybody may type it into
// the form. An account has its list, where all of them are behind one line.
const (
	receivedPerDay   = 3
	receivedByOwners = 1
)

// mailTo is the payload of our own jobs.
type mailTo struct {
	Person int64 `json:"person"`
	Ticket int64 `json:"ticket"`
}

// receivedTo is the payload of JobReceived.
type receivedTo struct {
	mailTo
	Last bool `json:"last,omitempty"` // of the day: more may wait
}

// announce decides who hears of an entry. Requesters hear of what staff and
// the system do; staff have the desk, which is live.
func (n *Notifier) announce(ctx context.Context, job outbox.Job) error {
	ref, err := desk.ReadRef(job.Payload)
	if err != nil {
		return outbox.Never(err)
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		r, err := recipientOf(ctx, tx, ref.Ticket)
		if err != nil {
			return ignoreMissing(err)
		}
		var e desk.Entry
		err = tx.NewSelect().Model(&e).Column("seq", "kind", "author_id", "proof", "at").
			Where("ticket = ?", ref.Ticket).Where("seq = ?", ref.Seq).Scan(ctx)
		switch {
		case err != nil:
			return ignoreMissing(err)
		case e.AuthorID == nil || *e.AuthorID != r.Person:
			return n.promise(ctx, tx, r, e)
		case e.Kind == desk.Opened && e.Proof == desk.ProofNone:
			return n.welcome(ctx, tx, r, false)
		}
		return nil
	})
}

// promise opens a job for each channel that reaches r, or joins those that are open.
func (n *Notifier) promise(ctx context.Context, tx bun.Tx, r *recipient, e desk.Entry) error {
	if e.Kind.Urgency() == desk.Untold {
		return nil
	}
	var all []outbox.Promise
	for _, name := range Channels {
		due, reached := n.channel(name).Due(r, e.At)
		if !reached {
			continue
		}
		all = append(all, outbox.Promise{
			Kind: name, Key: fmt.Sprint(name, "/", r.Person, "/", r.Ticket), Payload: mailTo{r.Person, r.Ticket}, Ticket: r.Ticket, Due: due,
		})
	}
	return outbox.Put(ctx, tx, n.now(), all...)
}

// Reach is where the requester of a ticket would hear of an answer.
type Reach struct{ Mail, Here, Elsewhere bool }

// ReachOf is that of a ticket, as far as this session's browser and others were turned on.
func (n *Notifier) ReachOf(ctx context.Context, ticket int64, session string) (reach Reach, err error) {
	r, err := n.recipientNow(ctx, ticket)
	if err != nil {
		return reach, err
	}
	reach.Mail = r.hears(ByMail, desk.Replied)
	if !r.hears(ByPush, desk.Replied) || r.Since.IsZero() {
		return reach, nil
	}
	devices, err := n.devicesFor(ctx, r.Person, ticket)
	for _, d := range devices {
		reach.Here = reach.Here || d.SessionID == session
		reach.Elsewhere = reach.Elsewhere || d.SessionID != session
	}
	return reach, err
}

// receivedAgain sends the first mail once more to whoever did not get it: a guest asked for
// that. It is one of those that an address gets in a day.
func (n *Notifier) receivedAgain(ctx context.Context, job outbox.Job) error {
	var asked access.ReceivedAgain
	if err := job.Into(&asked); err != nil {
		return outbox.Never(err)
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		r, err := recipientOf(ctx, tx, asked.Ticket)
		if err != nil || !asked.Sends || r.Proof != desk.ProofNone {
			return ignoreMissing(err)
		}
		return n.welcome(ctx, tx, r, true)
	})
}

// welcome promises the "received" mail, once for a ticket and each time that it is asked
// for again, but not too often for an address, nor for a mailbox that has many.
func (n *Notifier) welcome(ctx context.Context, tx bun.Tx, r *recipient, again bool) error {
	now := db.Time(n.now())
	// The writers to one person queue here, or parallel jobs count too few.
	if err := db.LockRow(ctx, tx, "people", "id", r.Person); err != nil {
		return err
	}
	var today, before, just int
	err := tx.NewRaw(`SELECT count(CASE WHEN at > ? THEN 1 END), count(CASE WHEN ticket = ? THEN 1 END), count(CASE WHEN ticket = ? AND at > ? THEN 1 END)
		FROM alerts WHERE person_id = ? AND channel LIKE ?`, now.Add(-24*time.Hour), r.Ticket, r.Ticket, now.Add(-time.Minute), r.Person, JobReceived+"%").Scan(ctx, &today, &before, &just)
	most := receivedPerDay
	if r.Account {
		most = receivedByOwners
	}
	if err != nil || today >= most || before > 0 && !again || just > 0 {
		return err
	}
	if ok, err := n.auth.Limits.AllowIn(ctx, tx, limits.Received, access.Fold(r.Email)); err != nil || !ok {
		return err
	}
	sent := JobReceived
	if before > 0 {
		sent = fmt.Sprint(JobReceived, "/", before+1)
	}
	_, err = tx.NewRaw("INSERT INTO alerts (person_id, ticket, channel, seq, at) VALUES (?, ?, ?, 1, ?)", r.Person, r.Ticket, sent, now).Exec(ctx)
	if err != nil {
		return err
	}
	return outbox.Put(ctx, tx, now, outbox.Promise{
		Kind: JobReceived, Key: fmt.Sprint(JobReceived, "/", r.Ticket), Payload: receivedTo{mailTo{r.Person, r.Ticket}, today == most-1}, Ticket: r.Ticket,
	})
}

// ignoreMissing turns "it is gone" into "nothing to do".
func ignoreMissing(err error) error {
	if db.Missing(err) {
		return nil
	}
	return err
}
