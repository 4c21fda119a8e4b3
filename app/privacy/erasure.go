package privacy

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/db"
)

// Grace is how long a person may think better of an erasure.
const Grace = 7 * 24 * time.Hour

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

// Erasures keep the wishes of people that the words and files of their tickets be gone.
type Erasures struct {
	db   *db.DB
	desk *desk.Desk
	box  *outbox.Box
	now  func() time.Time
	held Holdings
}

// NewErasures returns the erasures of what d keeps, and of what others hold.
func NewErasures(database *db.DB, d *desk.Desk, box *outbox.Box, now func() time.Time, held Holdings) *Erasures {
	return &Erasures{database, d, box, now, held}
}

// Waiting is the wish of a person that is not fulfilled yet; nil for none.
func (s *Erasures) Waiting(ctx context.Context, personID int64) (*desk.Erasure, error) {
	e := new(desk.Erasure)
	err := s.db.Read.NewSelect().Model(e).Where("person_id = ? AND done_at IS NULL", personID).Scan(ctx)
	if db.Missing(err) {
		return nil, nil
	}
	return e, err
}

// Ask promises a person that all is erased after Grace. A wish that is open stays
// as it is: its day does not slide.
func (s *Erasures) Ask(ctx context.Context, personID int64) error {
	return s.write(ctx, personID, func(ctx context.Context, tx bun.Tx, now time.Time) error {
		w := Wish{personID, now.Add(Grace)}
		fresh, err := db.Changed(tx.NewRaw(`INSERT INTO erasures (person_id, asked_at, due_at) VALUES (?, ?, ?)
			ON CONFLICT (person_id) DO UPDATE SET asked_at = excluded.asked_at, due_at = excluded.due_at, begun_at = NULL, done_at = NULL
			WHERE erasures.done_at IS NOT NULL`, personID, now, w.Due).Exec(ctx))
		if err != nil || !fresh {
			return err
		}
		return outbox.Put(ctx, tx, now,
			outbox.Promise{Kind: JobErase, Key: eraseKey(personID), Payload: w, Due: w.Due}, outbox.Promise{Kind: JobErasureAsked, Payload: w, Due: now})
	})
}

// Cancel takes a wish back. Without one, or when it is too late, it does nothing.
func (s *Erasures) Cancel(ctx context.Context, personID int64) error {
	return s.write(ctx, personID, func(ctx context.Context, tx bun.Tx, now time.Time) error {
		open, err := db.Changed(tx.NewRaw("DELETE FROM erasures WHERE person_id = ? AND begun_at IS NULL", personID).Exec(ctx))
		if err != nil || !open {
			return err
		}
		if err := outbox.Withdraw(ctx, tx, eraseKey(personID)); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobErasureCancelled, Payload: Wish{Person: personID}, Due: now})
	})
}

// write changes a wish in one transaction and lets the mails go.
func (s *Erasures) write(ctx context.Context, personID int64, change func(context.Context, bun.Tx, time.Time) error) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return change(ctx, tx, db.Time(s.now())) })
	if err != nil {
		return fmt.Errorf("erasure of %d: %w", personID, err)
	}
	s.box.Wake()
	return nil
}

func eraseKey(person int64) string { return fmt.Sprint(JobErase, "/", person) }
