package db

import (
	"context"

	"github.com/uptrace/bun/dialect"
)

// Wait has writes wait for a long time where another process writes all the time, as a busy
// server does: SQLite knows no queue between processes. It is for commands beside one.
func (d *DB) Wait(ctx context.Context) error {
	if d.Dialect().Name() != dialect.SQLite {
		return nil
	}
	_, err := d.ExecContext(ctx, "PRAGMA busy_timeout = 120000")
	return err
}

// Elsewhere tells whether another process has written, such as a command beside the
// server, since a version that it gave before, and the version now. It asks on the
// writer's own connection: on any other our own commits count too (SQLite, PRAGMA
// data_version). PostgreSQL does not tell: there it may always have.
func (d *DB) Elsewhere(ctx context.Context, before int64) (now int64, wrote bool, err error) {
	if d.Dialect().Name() != dialect.SQLite {
		return 0, true, nil
	}
	err = d.DB.DB.QueryRowContext(ctx, "PRAGMA data_version").Scan(&now)
	return now, now != before, err
}
