package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// ErrSchema says that the database is not at this program's schema.
var ErrSchema = errors.New("the database needs `hilo migrate`, or a newer hilo")

// ErrNewer says that the database went on without this program.
var ErrNewer = errors.New("a newer hilo has changed the database in a way that this one cannot live with: run that one, or go back to a copy from before (before-*.db in the data folder)")

// Migrate brings the schema up to date, and then does what else a new program needs, as the only
// process at either: of an SQLite file the caller has the folder (Lock). It is refused
// (ErrNewer) where a newer program was there. Each migration and its mark are one transaction:
//
//	copy of the file ─▶ BEGIN, mark, statements, COMMIT ─▶ BEGIN, mark, statements, COMMIT ─▶ then
//
// Wherever it is killed, the next one goes on.
func (d *DB) Migrate(ctx context.Context, then ...func(context.Context) error) error {
	end, err := d.turn(ctx)
	if err != nil {
		return err
	}
	defer end()
	p, err := d.progress(ctx)
	if err != nil {
		return err
	}
	if number := p.stranger(); number != "" {
		return fmt.Errorf("%w; it is migration %s", ErrNewer, number)
	}
	if err := d.upgrade(ctx, p); err != nil {
		return err
	}
	for _, do := range then {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Current returns ErrSchema unless this program can work on the schema as it is.
func (d *DB) Current(ctx context.Context) error {
	p, err := d.progress(ctx)
	if err == nil && (len(p.pending()) > 0 || p.stranger() != "") {
		err = ErrSchema
	}
	return err
}

// turn waits until no other process is at the schema, and has it until end. PostgreSQL gives
// a lock back as soon as its connection is gone.
func (d *DB) turn(ctx context.Context) (end func(), err error) {
	if d.Dialect().Name() != dialect.PG {
		return func() {}, nil
	}
	conn, err := d.DB.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const schema = 0x68696c6f // of the locks of this database
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", schema); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() {
		conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", schema) // a connection that fails is gone, and the lock with it
		conn.Close()
	}, nil
}

// progress is what this program knows, and what the database has of it.
type progress struct {
	known []migration
	marks []mark
}

func (d *DB) progress(ctx context.Context) (p progress, err error) {
	if p.known, err = migrations(d.migrations); err != nil {
		return p, err
	}
	p.marks, err = d.marks(ctx, p.known)
	return p, err
}

// pending are the migrations that the database lacks.
func (p progress) pending() (all []migration) {
	for _, m := range p.known {
		if !marked(p.marks, m.number) {
			all = append(all, m)
		}
	}
	return all
}

// stranger is the first migration in the database with which this program cannot live; "": it can with all.
func (p progress) stranger() string {
	newest := p.known[len(p.known)-1].number
	for _, has := range p.marks {
		known := slices.ContainsFunc(p.known, func(m migration) bool { return m.number == has.Number })
		if !known && (has.Lives == "" || newest < has.Lives) {
			return has.Number
		}
	}
	return ""
}

// upgrade does what is pending.
func (d *DB) upgrade(ctx context.Context, p progress) error {
	todo := p.pending()
	if len(todo) == 0 {
		return nil
	}
	if len(p.marks) > 0 {
		if err := d.copyBefore(ctx, todo[0].number); err != nil {
			return fmt.Errorf("nothing was migrated, for no copy of the database can be made before: %w", err)
		}
		slog.InfoContext(ctx, "the database is brought up to date", "migrations", len(todo), "first", todo[0].number)
	}
	if err := d.keepMarks(ctx, p.marks); err != nil {
		return err
	}
	for _, m := range todo {
		if err := d.apply(ctx, m); err != nil {
			return fmt.Errorf("migration %s: %w", m.number, err)
		}
	}
	return nil
}

// apply does m and marks it, unless it is marked already.
func (d *DB) apply(ctx context.Context, m migration) error {
	statements, err := m.statements(d.dialectTokens)
	if err != nil {
		return err
	}
	if m.apart {
		if err := execute(ctx, d.DB, statements); err != nil {
			return err
		}
		statements = nil
	}
	return d.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		fresh, err := Changed(tx.NewInsert().Model(&mark{Number: m.number, Lives: m.lives}).On("CONFLICT DO NOTHING").Exec(ctx))
		if err != nil || !fresh {
			return err
		}
		return execute(ctx, tx, statements)
	})
}

func execute(ctx context.Context, on bun.IConn, statements []string) error {
	for _, statement := range statements {
		if _, err := on.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
