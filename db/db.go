// Package db opens the database, keeps its schema up to date and runs transactions.
// It knows nothing about tickets: queries live beside the verbs that need them.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// DB is a bun database whose writes are always transactions. The embedded
// handle writes; Read serves everything that only looks.
type DB struct {
	*bun.DB
	Read  *bun.DB
	Times Times
	Node  string // names this process among those that share the database; "": it has it alone, also after a restart

	Rehearse func(Func) Func // tests only: what a write does becomes what it does twice, the first time for nothing

	writer        *writer           // of SQLite's one connection; PostgreSQL has many
	kept          *sync.Map         // of Kept, by shape
	watch         bun.QueryHook     // hears of those, as bun's hooks do of all others; may be nil
	file          string            // of SQLite
	alone         bool              // nobody else had it open when Look did
	migrations    fs.FS             // a folder of that name
	dialectTokens map[string]string // what the engines spell differently, for migrations
}

// Open connects to url: a file name opens SQLite, postgres://… opens
// PostgreSQL. It does not migrate.
func Open(ctx context.Context, url string) (*DB, error) {
	open := openSQLite
	if IsPostgres(url) {
		open = openPostgres
	}
	d, err := open(url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	d.kept, d.migrations = new(sync.Map), ours
	if err := d.PingContext(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// IsPostgres tells whether url names a PostgreSQL server.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Watched is d where hook hears of all that is asked, of bun and of kept reads.
func (d *DB) Watched(hook bun.QueryHook) *DB {
	watched := *d
	watched.DB, watched.Read = d.DB.WithQueryHook(hook), d.Read.WithQueryHook(hook)
	watched.kept, watched.watch = new(sync.Map), hook
	return &watched
}

// Close lets those who wait to write do so, and closes both pools.
func (d *DB) Close() error {
	if d.writer != nil {
		d.writer.close()
	}
	if d.Read == d.DB {
		return d.DB.Close()
	}
	return errors.Join(d.Read.Close(), d.DB.Close())
}

// Missing tells whether err says that no row was found.
func Missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Time cuts t to what both engines keep: UTC, whole microseconds.
func Time(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Changed tells whether a statement touched exactly one row.
func Changed(res sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
