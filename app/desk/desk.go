// Package desk is the help desk itself: tickets, and the entries that tell
// each ticket's story.
//
// A ticket is a heading over an ordered list of entries. Everything that ever
// happens to a ticket is one more entry. add (and Open for the first one) is
// the only way to write one: in one transaction it stores the entry, turns the
// ticket and promises the alerts; after the commit it rings the bell. History,
// streams, mails, unread counts are readers of entries; nothing calls back.
package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
)

// Desk serves tickets to people.
type Desk struct {
	db   *db.DB
	bell *live.Bell
	box  *outbox.Box
	now  func() time.Time
}

// New returns a desk on d that rings bell when something happens and wakes box
// when something was promised. now is the clock.
func New(d *db.DB, bell *live.Bell, box *outbox.Box, now func() time.Time) *Desk {
	return &Desk{d, bell, box, now}
}

// Topic is what rings when ticket number changes.
func Topic(number int64) string { return fmt.Sprint("ticket/", number) }

// InboxTopic is what rings when the ticket list of a person changes.
func InboxTopic(person int64) string { return fmt.Sprint("inbox/", person) }

// QueueTopic is what rings when anything on the desk changes.
const QueueTopic = "desk"

// errSame is a rule's way to say that what was asked for is so already.
var errSame = errors.New("nothing to do")

// add lets decide turn a ticket and a person's wish into its next entry. What
// was sent before under the same key is given again; a wish that is already
// fulfilled gives an entry without Seq.
func (d *Desk) add(ctx context.Context, who Person, number int64, sent sent, decide func(*Ticket) (Entry, error)) (Entry, error) {
	entry, err := d.tryAdd(ctx, who, number, sent, decide)
	if errors.Is(err, errKeyTaken) { // a parallel request was first, on another ticket: read what it stored
		entry, err = d.tryAdd(ctx, who, number, sent, decide)
	}
	return entry, err
}

func (d *Desk) tryAdd(ctx context.Context, who Person, number int64, sent sent, decide func(*Ticket) (Entry, error)) (Entry, error) {
	var entry Entry
	err := d.write(ctx, who, number, func(ctx context.Context, tx bun.Tx, t *Ticket) (e *Entry, err error) {
		if entry, err = sent.before(ctx, tx, who, number); err != nil || entry.Seq > 0 {
			return nil, err
		}
		if entry, err = decide(t); err != nil {
			return nil, err
		}
		if err = entry.claim(ctx, tx, who, number, sent.uploads); err != nil {
			return nil, err
		}
		entry.Key, entry.KeyHash = sent.columns()
		return &entry, nil
	})
	switch {
	case errors.Is(err, errSame):
		return Entry{Ticket: number}, nil
	case err != nil:
		return Entry{}, fmt.Errorf("ticket %d: %w", number, err)
	}
	return entry, nil
}

// write gives a ticket, as who may see it, the entry that decide finds, if any,
// in one transaction; after the commit it rings.
func (d *Desk) write(ctx context.Context, who Person, number int64, decide func(context.Context, bun.Tx, *Ticket) (*Entry, error)) error {
	var t *Ticket
	var entry *Entry
	err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if err := lock(ctx, tx, number); err != nil {
			return err
		}
		if t, err = find(ctx, tx, who, number); err != nil {
			return err
		}
		if entry, err = decide(ctx, tx, t); err != nil || entry == nil {
			return err
		}
		return d.store(ctx, tx, who, t, entry)
	})
	if err == nil && entry != nil {
		d.ring(t)
	}
	return err
}

// settled forgives what needs no more doing: it is so already, or the ticket is gone.
func settled(err error) error {
	if errors.Is(err, errSame) || fault.Of(err).Kind == fault.Unknown {
		return nil
	}
	return err
}

// lock lets the writers of one ticket queue. It comes first in their transactions:
// whoever held another row already could lock out who holds the ticket.
func lock(ctx context.Context, tx bun.Tx, number int64) error {
	return db.LockRow(ctx, tx, "tickets", "number", number)
}

// store is the one place where entries are written: the entry, its files, the
// turned ticket, the marks of who has seen what, and the promise to tell.
func (d *Desk) store(ctx context.Context, tx bun.Tx, who Person, t *Ticket, e *Entry) error {
	t.LastSeq, t.UpdatedAt = t.LastSeq+1, db.Time(d.now())
	e.Ticket, e.Seq, e.At, e.Proof = t.Number, t.LastSeq, t.UpdatedAt, who.Proof
	if who.ID != 0 {
		e.AuthorID, e.AuthorName, e.ByDesk = &who.ID, who.Name, who.AtDesk
	}
	t.remember(e)
	if err := t.raise(ctx, tx, e.Kind.Public() || t.turned); err != nil {
		return err
	}
	if _, err := tx.NewUpdate().Model(t).WherePK().Exec(ctx); err != nil {
		return err
	}
	if err := e.insert(ctx, tx, who); err != nil {
		return err
	}
	if err := t.keepFiles(ctx, tx); err != nil {
		return err
	}
	if err := index(ctx, d.db, tx, t, e); err != nil {
		return err
	}
	if who.ID != 0 {
		if e.Kind != Proven { // to say that a ticket is one's own reads nothing of it
			if err := mark(ctx, tx, who, t.Number, e.Seq, e.At); err != nil {
				return err
			}
		}
		if err := e.settle(ctx, tx, who); err != nil {
			return err
		}
	}
	return d.promise(ctx, tx, t, e)
}

// promise puts what must follow the entry: its alerts, and the end of a
// solution that nobody answers.
func (d *Desk) promise(ctx context.Context, tx bun.Tx, t *Ticket, e *Entry) error {
	if e.Kind == Solved || e.Kind == Warned {
		due := e.At.Add(SilenceBeforeWarning)
		if e.Kind == Warned {
			due = e.At.Add(SilenceBeforeClosing)
		}
		// No key: a newer proposal starts its own wait, and may not inherit the time of an older one.
		p := outbox.Promise{Kind: JobSilence, Payload: Ref{t.Number, e.Seq}, Due: due}
		if err := outbox.Put(ctx, tx, e.At, p); err != nil {
			return err
		}
	}
	return outbox.Put(ctx, tx, e.At, outbox.Promise{Kind: JobEntry, Payload: Ref{t.Number, e.Seq}, Due: e.At})
}

// ring wakes all who look at t, and the outbox.
func (d *Desk) ring(t *Ticket) {
	d.bell.Ring(t.topics()...)
	d.box.Wake()
}

func (t *Ticket) topics() []string {
	return []string{Topic(t.Number), InboxTopic(t.RequesterID), QueueTopic}
}
