package db_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"hilo/db"
	"hilo/db/dbtest"
)

type job struct {
	bun.BaseModel `bun:"table:jobs"`

	ID    string `bun:",pk"`
	DueAt time.Time
}

type dueShape struct{ newest bool }

// due are the jobs after a time, of those with another kind.
func due(d *db.DB, shape dueShape) *db.Kept {
	return d.Kept(shape, func(p *db.Places) schema.QueryAppender {
		q := d.Read.NewSelect().Model((*job)(nil)).Column("id", "due_at").Where("kind <> ?", p.At(2)).Where("due_at > ?", p.At(1))
		if shape.newest {
			return q.Order("due_at DESC").Limit(1)
		}
		return q.Order("due_at")
	})
}

// A kept read finds what bun finds: times are compared as they are stored, whatever the
// order of the values in the text, and what is no value of its shape is not missed.
func TestKeptReads(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		first := db.Time(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		for i, at := range []time.Time{first, first.Add(500 * time.Millisecond), first.Add(time.Second)} {
			if _, err := d.ExecContext(t.Context(), "INSERT INTO jobs (id, kind, payload, due_at, created_at) VALUES (?, 'a', '', ?, ?)", string(rune('a'+i)), at, at); err != nil {
				t.Fatal(err)
			}
		}
		var rows []job
		values := []any{"not asked for", first.In(time.FixedZone("CET", 3600)), "'"}
		if err := due(d, dueShape{}).Scan(t.Context(), values, &rows); err != nil || len(rows) != 2 || rows[0].ID != "b" || !rows[0].DueAt.Equal(first.Add(500*time.Millisecond)) {
			t.Errorf("%v, %v", rows, err)
		}
		var one job
		if err := due(d, dueShape{newest: true}).Scan(t.Context(), values, &one); err != nil || one.ID != "c" {
			t.Errorf("%v, %v", one, err)
		}
		if err := due(d, dueShape{newest: true}).Scan(t.Context(), []any{0, first, "a"}, &one); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("none is %v", err)
		}
	})
}

// SQLite reads the text of a kept read once a connection, however often it is asked.
func TestKeptReadsAreParsedOnce(t *testing.T) {
	file := t.TempDir() + "/hilo.db"
	dbtest.Write(t, file)
	d, err := db.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c := &parsed{from: d.Read.Driver(), name: "file:" + file}
	pool := sql.OpenDB(c)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	d, readers := d.Watched(new(dbtest.Queries)), d.Read
	defer readers.Close()
	d.Read = bun.NewDB(pool, sqlitedialect.New())
	for i := range 5 {
		var rows []job
		if err := due(d, dueShape{}).Scan(t.Context(), []any{0, time.Unix(int64(i), 0), "b"}, &rows); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.prepared.Load(); n != 1 {
		t.Errorf("%d times", n)
	}
	var rows []job
	if err := d.Read.NewSelect().Model(&rows).Column("id").Scan(t.Context()); err != nil || c.queried.Load() != 1 {
		t.Errorf("the counter does not count: %d, %v", c.queried.Load(), err)
	}
}

// parsed opens connections that count the texts they are given.
type parsed struct {
	from              driver.Driver
	name              string
	prepared, queried atomic.Int64
}

func (p *parsed) Driver() driver.Driver { return p.from }

func (p *parsed) Connect(context.Context) (driver.Conn, error) {
	conn, err := p.from.Open(p.name)
	return counting{conn, p}, err
}

type counting struct {
	driver.Conn
	of *parsed
}

func (c counting) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	c.of.prepared.Add(1)
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
}

func (c counting) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.of.queried.Add(1)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, text, args)
}
