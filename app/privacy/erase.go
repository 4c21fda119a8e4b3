package privacy

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/app/withdrawn"
	"hilo/db"
)

// Handlers are the jobs that privacy does itself.
func (s *Erasures) Handlers() outbox.Handlers {
	return outbox.Handlers{JobErase: func(ctx context.Context, job outbox.Job) error {
		var wish Wish
		if err := job.Into(&wish); err != nil {
			return outbox.Never(err)
		}
		return s.Erase(ctx, wish.Person)
	}}
}

// Erase fulfils a person's wish once it is due: the words and files of all
// their tickets go, what happened stays, and each ticket gets an entry that
// says so. One transaction a ticket, so that the desk can work on meanwhile; a
// second run does what the first one left. A wish that was taken back is left alone.
func (s *Erasures) Erase(ctx context.Context, personID int64) error {
	begun, err := s.begin(ctx, personID)
	if err != nil || !begun {
		return err
	}
	person := desk.Person{ID: personID}
	if err := s.db.Read.NewSelect().Model(&person).WherePK().Scan(ctx); err != nil {
		return err
	}
	if err := s.forget(ctx, personID); err != nil { // first: the pages that the tickets reset show it too
		return err
	}
	actor := desk.SignedIn(person)
	numbers, err := s.desk.Lists.Numbers(ctx, actor)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if err := s.desk.Redact(ctx, actor, number, s.held.OfTicket...); err != nil {
			return fmt.Errorf("erase ticket %d: %w", number, err)
		}
	}
	return s.done(ctx, personID)
}

// begin tells whether a wish is due, and notes that it is fulfilled from now on.
func (s *Erasures) begin(ctx context.Context, personID int64) (begun bool, err error) {
	err = s.write(ctx, personID, func(ctx context.Context, tx bun.Tx, now time.Time) (err error) {
		begun, err = db.Changed(tx.NewRaw(`UPDATE erasures SET begun_at = coalesce(begun_at, ?)
			WHERE person_id = ? AND done_at IS NULL AND due_at <= ?`, now, personID, now).Exec(ctx))
		if err != nil || !begun {
			return err
		}
		return withdrawn.Note(ctx, tx, now, withdrawn.Erasure, "id = ?", personID)
	})
	return begun, err
}

// Repeat erases once more what a copy of the database brought back.
func (s *Erasures) Repeat(ctx context.Context, personID int64) error {
	err := s.write(ctx, personID, func(ctx context.Context, tx bun.Tx, now time.Time) error {
		_, err := tx.NewRaw(`INSERT INTO erasures (person_id, asked_at, due_at) VALUES (?0, ?1, ?1)
			ON CONFLICT (person_id) DO UPDATE SET due_at = excluded.due_at, begun_at = NULL, done_at = NULL`, personID, now).Exec(ctx)
		return err
	})
	if err != nil {
		return err
	}
	return s.Erase(ctx, personID)
}

// forget drops what hangs on no ticket.
func (s *Erasures) forget(ctx context.Context, personID int64) error {
	return s.write(ctx, personID, func(ctx context.Context, tx bun.Tx, _ time.Time) error {
		for _, forget := range s.held.OfPerson {
			if err := forget(ctx, tx, personID); err != nil {
				return err
			}
		}
		return nil
	})
}

// done ends the wish.
func (s *Erasures) done(ctx context.Context, personID int64) error {
	return s.write(ctx, personID, func(ctx context.Context, tx bun.Tx, now time.Time) error {
		ended, err := db.Changed(tx.NewRaw("UPDATE erasures SET done_at = ? WHERE person_id = ? AND done_at IS NULL", now, personID).Exec(ctx))
		if err != nil || !ended {
			return err
		}
		return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobErasureDone, Payload: Wish{Person: personID}, Due: now})
	})
}
