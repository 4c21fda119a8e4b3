package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/driver/sqliteshim"
)

// ErrRead says that somebody reads what the database was before: Scrub again when they have ended.
var ErrRead = errors.New("the database's log is still read")

// Scrub takes what was deleted off the disk: SQLite's search index and its log
// have it until they are written over. PostgreSQL does so in its own time.
func (d *DB) Scrub(ctx context.Context) error {
	if d.Dialect().Name() != dialect.SQLite {
		return nil
	}
	if err := d.merge(ctx); err != nil {
		return err
	}
	return d.emptyLog(ctx)
}

// How often emptyLog tries, and how long it leaves the database to others between.
const (
	emptyTries = 10
	emptyRest  = 50 * time.Millisecond
)

// emptyLog writes the log into the file, and cuts it. It waits for nobody, on a connection of its
// own: who waits for readers has the write lock meanwhile. Short readers are gone at another try.
func (d *DB) emptyLog(ctx context.Context) error {
	log, err := sql.Open(sqliteshim.ShimName, dsn(d.file, "_txlock", "deferred"))
	if err != nil {
		return err
	}
	defer log.Close()
	log.SetMaxOpenConns(1)
	if _, err := log.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil { // the driver orders those of its name
		return err
	}
	for try := 1; ; try++ {
		// Without the write lock first: little is left to do under it.
		if _, err := checkpoint(ctx, log, "PASSIVE"); err != nil {
			return err
		}
		if empty, err := checkpoint(ctx, log, "TRUNCATE"); err != nil || empty {
			return err
		}
		if try == emptyTries {
			return ErrRead
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(emptyRest):
		}
	}
}

// checkpoint tells whether nothing is left in the log.
func checkpoint(ctx context.Context, log *sql.DB, how string) (empty bool, err error) {
	var busy, left, written int
	err = log.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+how+")").Scan(&busy, &left, &written)
	return busy == 0 && left == 0, err
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
