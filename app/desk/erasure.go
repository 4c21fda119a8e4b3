package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// ErasureGrace is how long a person may think better of it.
const ErasureGrace = 7 * 24 * time.Hour

// Kinds of jobs about erasures; their payload is a Wish.
const (
	JobErase            = "erase"             // blank what is due
	JobErasureAsked     = "erasure-asked"     // tell the person that, and how to cancel
	JobErasureCancelled = "erasure-cancelled" // tell them that nothing will be erased
	JobErasureDone      = "erasure-done"      // tell them that it is done
)

// Wish is the payload of those jobs.
type Wish struct {
	Person int64     `json:"person"`
	Due    time.Time `json:"due"`
}

// Erasure is a person's wish that the words and files of their tickets be gone.
type Erasure struct {
	bun.BaseModel `bun:"table:erasures"`

	PersonID int64 `bun:",pk"`
	AskedAt  time.Time
	DueAt    time.Time
	BegunAt  time.Time `bun:",nullzero"` // from then on it is too late to cancel
	DoneAt   time.Time `bun:",nullzero"`
}

// Erasure is the wish of a person that is not fulfilled yet; nil for none.
func (d *Desk) Erasure(ctx context.Context, personID int64) (*Erasure, error) {
	e := new(Erasure)
	err := d.db.Read.NewSelect().Model(e).Where("person_id = ? AND done_at IS NULL", personID).Scan(ctx)
	if db.Missing(err) {
		return nil, nil
	}
	return e, err
}

// AskErasure promises the actor that all is erased after ErasureGrace. A wish that
// is open stays as it is: its day does not slide.
func (d *Desk) AskErasure(ctx context.Context, actor Actor) error {
	return d.wish(ctx, actor, func(ctx context.Context, tx bun.Tx, now time.Time) error {
		w := Wish{actor.ID, now.Add(ErasureGrace)}
		fresh, err := db.Changed(tx.NewRaw(`INSERT INTO erasures (person_id, asked_at, due_at) VALUES (?, ?, ?)
			ON CONFLICT (person_id) DO UPDATE SET asked_at = excluded.asked_at, due_at = excluded.due_at, begun_at = NULL, done_at = NULL
			WHERE erasures.done_at IS NOT NULL`, actor.ID, now, w.Due).Exec(ctx))
		if err != nil || !fresh {
			return err
		}
		if err := outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobErase, Key: eraseKey(actor.ID), Payload: w, Due: w.Due}); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobErasureAsked, Payload: w, Due: now})
	})
}

// CancelErasure takes the wish back. Without one, or when it is too late, it does nothing.
func (d *Desk) CancelErasure(ctx context.Context, actor Actor) error {
	return d.wish(ctx, actor, func(ctx context.Context, tx bun.Tx, now time.Time) error {
		open, err := db.Changed(tx.NewRaw("DELETE FROM erasures WHERE person_id = ? AND begun_at IS NULL", actor.ID).Exec(ctx))
		if err != nil || !open {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM jobs WHERE key = ?", eraseKey(actor.ID)).Exec(ctx); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobErasureCancelled, Payload: Wish{Person: actor.ID}, Due: now})
	})
}

// wish changes a wish in one transaction and lets the mails go.
func (d *Desk) wish(ctx context.Context, actor Actor, change func(context.Context, bun.Tx, time.Time) error) error {
	err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return change(ctx, tx, db.Time(d.now())) })
	if err != nil {
		return fmt.Errorf("erasure of %d: %w", actor.ID, err)
	}
	d.box.Wake()
	return nil
}

func eraseKey(person int64) string { return fmt.Sprint(JobErase, "/", person) }
