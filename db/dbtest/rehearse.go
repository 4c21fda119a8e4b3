package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Rehearse has a write run, be taken back, and run again after somebody else took the
// ids that it had: so every test shows a function that keeps something from its first run.
func Rehearse(write db.Func) db.Func {
	return func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "SAVEPOINT rehearsal"); err != nil {
			return err
		}
		first := write(ctx, tx)
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT rehearsal"); err != nil { // all is rolled back: there is no second time
			return errors.Join(first, err)
		}
		email := rand.Text() + "@rehearsal.invalid"
		if _, err := tx.NewRaw("INSERT INTO people (email, created_at) VALUES (?, ?)", email, db.Time(time.Unix(0, 0))).Exec(ctx); err != nil {
			return err
		}
		if err := write(ctx, tx); err != nil {
			return err
		}
		_, err := tx.NewRaw("DELETE FROM people WHERE email = ?", email).Exec(ctx)
		return err
	}
}
