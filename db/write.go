package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"
)

// Func is what a Write does in its transaction. It may run more than once, each time as if
// for the first: it sets nothing outside but its results, from the beginning, and touches
// no file but by steps that may be repeated.
type Func = func(ctx context.Context, tx bun.Tx) error

// Write runs fn in one transaction: all of it happens, or none. In SQLite others may share
// the transaction, of whom fn notices nothing; from where fn begins, the end of ctx stops nothing.
func (d *DB) Write(ctx context.Context, fn Func) error {
	if ctx.Value(writing{}) != nil {
		return errors.New("db: a write within a write would wait for itself")
	}
	ctx = context.WithValue(ctx, writing{}, true)
	if d.Rehearse != nil {
		fn = d.Rehearse(fn)
	}
	asked, waited := time.Now(), time.Duration(-1)
	begin := func(ctx context.Context, tx bun.Tx) error {
		if waited < 0 {
			waited = time.Since(asked)
		}
		return fn(ctx, tx)
	}
	var err error
	if d.writer == nil {
		err = d.RunInTx(ctx, nil, begin)
	} else {
		err = d.writer.write(ctx, d.DB, begin)
	}
	if waited >= 0 {
		d.Times.Waits.Add(waited)
		d.Times.Writes.Add(time.Since(asked) - waited)
	}
	return err
}

type writing struct{}

// Exec is a Write of one statement.
func (d *DB) Exec(ctx context.Context, query string, args ...any) (res sql.Result, err error) {
	err = d.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		res, err = tx.NewRaw(query, args...).Exec(ctx)
		return err
	})
	return res, err
}
