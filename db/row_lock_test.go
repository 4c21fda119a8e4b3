package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
	"hilo/db/dbtest"
)

// Of two transactions that lock a row, the second reads what the first wrote.
func TestLockedRowsQueue(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		d.Rehearse = nil // each of them has one time at which it reads
		locked, read, found := make(chan struct{}), make(chan struct{}), 0
		second := make(chan error, 1)
		lock := func(ctx context.Context, tx bun.Tx) error { return db.LockRow(ctx, tx, "counters", "name", "desk") }
		go func() {
			<-locked
			second <- d.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
				defer close(read)
				if err := lock(ctx, tx); err != nil {
					return err
				}
				return tx.NewRaw("SELECT value FROM counters WHERE name = 'desk'").Scan(ctx, &found)
			})
		}()
		err := d.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			if err := lock(ctx, tx); err != nil {
				return err
			}
			close(locked)
			select { // time in which nothing that waits can read
			case <-read:
			case <-time.After(100 * time.Millisecond):
			}
			_, err := tx.NewRaw("UPDATE counters SET value = 7 WHERE name = 'desk'").Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-second; err != nil || found != 7 {
			t.Errorf("the second read %d, %v", found, err)
		}
	})
}

// Rows that refer to a locked one may be written meanwhile.
func TestLockedRowsMayBeReferredTo(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		d.Rehearse = nil // what is written beside it stays
		exec(t, d, "INSERT INTO people (email, created_at) VALUES ('ana@example.com', ?)", db.Time(time.Unix(0, 0)))
		err := d.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			if err := db.LockRow(ctx, tx, "people", "email", "ana@example.com"); err != nil || d.Read != d.DB { // SQLite has one writer
				return err
			}
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			_, err := d.NewRaw("INSERT INTO drafts (person_id, ticket, body, key, updated_at) SELECT id, 0, '', '', created_at FROM people").Exec(ctx)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func exec(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	if _, err := d.NewRaw(query, args...).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
}
