package db

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// Scrub takes what was deleted off the disk: SQLite's search index and its log
// have it until they are written over. PostgreSQL does so in its own time.
func (d *DB) Scrub(ctx context.Context) error {
	if d.Dialect().Name() != dialect.SQLite {
		return nil
	}
	if err := d.merge(ctx); err != nil {
		return err
	}
	_, err := d.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// merge writes the inverted index of FTS5 anew, without the words that were only
// struck out; in steps, so that nobody waits for the write lock.
func (d *DB) merge(ctx context.Context) error {
	const pages = 500
	for step, changed := -pages, 2; changed >= 2; step = pages { // below zero: all of it, from now on
		err := d.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			var before, after int
			err := tx.NewRaw("SELECT total_changes()").Scan(ctx, &before)
			if err == nil {
				_, err = tx.NewRaw("INSERT INTO search (search, rank) VALUES ('merge', ?0)", step).Exec(ctx)
			}
			if err == nil {
				err = tx.NewRaw("SELECT total_changes()").Scan(ctx, &after)
			}
			changed = after - before
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
