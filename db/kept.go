package db

import (
	"context"
	"database/sql"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/schema"
)

// Kept is a read that is asked often. bun makes its text once, with places where it
// would write values; SQLite parses that once a connection, and binds the values.
type Kept struct {
	db    *DB
	text  string
	order []int // of the values, as the text has their places

	mu   sync.Mutex
	stmt *sql.Stmt // nil until it is asked, and where the text goes along each time
}

// Places are where the values of a kept read stand in its text.
type Places struct {
	sign  string // of a place
	order []int
}

// At is the place of value n, from 0: an argument of bun's in place of the value.
func (p *Places) At(n int) bun.Safe {
	i := 0
	for i < len(p.order) && p.order[i] != n {
		i++
	}
	if i == len(p.order) {
		p.order = append(p.order, n)
	}
	return bun.Safe(p.sign + string(rune('1'+i)))
}

// Kept is the read of that shape, which says all that its text depends on. build makes
// it when it is first asked for; it names at most nine values.
func (d *DB) Kept(shape any, build func(*Places) schema.QueryAppender) *Kept {
	if k, ok := d.kept.Load(shape); ok {
		return k.(*Kept)
	}
	p := &Places{sign: "?"}
	if d.Dialect().Name() == dialect.PG {
		p.sign = "$"
	}
	text, err := build(p).AppendQuery(d.Read.QueryGen(), nil)
	if err != nil {
		panic(err) // of a text that cannot be, as bun says: a test meets it
	}
	k, _ := d.kept.LoadOrStore(shape, &Kept{db: d, text: string(text), order: p.order})
	return k.(*Kept)
}

// Scan reads into a slice of rows, or else one row: into a struct, or values one by one.
// sql.ErrNoRows: there is none.
func (k *Kept) Scan(ctx context.Context, values []any, into ...any) error {
	rows, err := k.query(ctx, values)
	if err != nil {
		return err
	}
	kind := reflect.TypeOf(into[0]).Elem()
	if kind.Kind() == reflect.Slice && kind.Elem().Kind() != reflect.Uint8 {
		return k.db.Read.ScanRows(ctx, rows, into...)
	}
	defer rows.Close()
	switch {
	case !rows.Next():
		if err = rows.Err(); err == nil {
			err = sql.ErrNoRows
		}
		return err
	case kind.Kind() == reflect.Struct:
		return k.db.Read.ScanRow(ctx, rows, into...)
	}
	return rows.Scan(into...)
}

func (k *Kept) query(ctx context.Context, values []any) (rows *sql.Rows, err error) {
	ctx = context.WithoutCancel(ctx) // it is over sooner than somebody who watched for the end would have begun
	bound := make([]any, len(k.order))
	for i, n := range k.order {
		bound[i] = k.db.bind(values[n])
	}
	if k.db.Dialect().Name() == dialect.PG { // its pool keeps to simple queries
		rows, err = k.db.Read.DB.QueryContext(ctx, k.text, bound...)
	} else if err = k.prepare(ctx); err == nil {
		rows, err = k.stmt.QueryContext(ctx, bound...)
	}
	if k.db.watch != nil {
		k.db.watch.AfterQuery(ctx, &bun.QueryEvent{Query: k.text, Err: err})
	}
	return rows, err
}

func (k *Kept) prepare(ctx context.Context) (err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stmt == nil {
		k.stmt, err = k.db.Read.DB.PrepareContext(ctx, k.text)
	}
	return err
}

// bind is a value as the database compares it: SQLite has times as the texts that bun writes.
func (d *DB) bind(value any) any {
	if at, ok := value.(time.Time); ok && d.Dialect().Name() == dialect.SQLite {
		return strings.Trim(string(d.Dialect().AppendTime(nil, at)), "'")
	}
	return value
}
