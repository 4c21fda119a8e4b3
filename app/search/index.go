// Package search finds tickets by words: what people write is cut into words, kept
// in an index of the database under the ticket's number, and asked for by what
// somebody types. It knows no ticket but its number.
package search

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/schema"

	"hilo/db"
)

// Index is where words stand under numbers.
type Index struct{ engine }

// Of is the index of a database: FTS5 in SQLite, tsvector in PostgreSQL.
func Of(d *db.DB) Index {
	if d.Dialect().Name() == dialect.PG {
		return Index{tsvector{}}
	}
	return Index{fts5{}}
}

// engine is how a database keeps words: which stand under a number, and under
// which numbers one stands. Rows have one number made of two, with a bit for what
// staff alone may search. Both engines get words that are cut and folded already,
// and take them as they are: 'ascii' parts them at spaces alone, and a tsvector is
// written out.
type engine interface {
	add(ctx context.Context, tx bun.IDB, number, second int64, words []string) error
	forget(ctx context.Context, tx bun.IDB, number int64) error
	clear(ctx context.Context, tx bun.IDB) error
	quote(word string) string             // a word, as find takes it
	probe(s Sought) (sql string, arg any) // a condition of holds
	sql() dialectSQL
}

// dialectSQL is what the engines say differently.
type dialectSQL struct {
	holds           string // is a condition: under the number ?0, below ?1, stands what ?2 probes
	find            string // selects the numbers under which stands what ? matches
	rarest          string // selects a match of the rarest words
	and, or, prefix string // within a match
}

const (
	rowBits  = 24
	staffBit = 1 << (rowBits - 1)
)

// Sought is what a search looks for.
type Sought struct {
	Text string
	As   Shape
}

// Shape says where the text of a Sought stands.
type Shape int

// The shapes.
const (
	Beginning Shape = iota // at the beginning of a word
	Word                   // it is a word
	Part                   // anywhere in a run
)

// Add makes words findable under a number, for staff alone or for all; words
// that were put there with the same second number, below 2^23, may stay. A word
// holds no space and no sign of ASCII but letters and digits; one that begins
// with Run is found by its parts.
func (x Index) Add(ctx context.Context, tx bun.IDB, number, second int64, staff bool, words []string) error {
	if staff {
		second |= staffBit
	}
	if len(words) == 0 {
		return nil
	}
	return x.add(ctx, tx, number, second, words)
}

// Forget takes all words of number out of the index.
func (x Index) Forget(ctx context.Context, tx bun.IDB, number int64) error {
	return x.forget(ctx, tx, number)
}

// ForgetAll takes all words out of the index.
func (x Index) ForgetAll(ctx context.Context, tx bun.IDB) error { return x.clear(ctx, tx) }

func run(ctx context.Context, tx bun.IDB, statements []string, args ...any) error {
	for _, s := range statements {
		if _, err := tx.NewRaw(s, args...).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Holds is a condition: under the number in a column stands all that one of the
// ways asks for. It looks at that number alone.
func (x Index) Holds(column string, staff bool, ways ...[]Sought) schema.QueryWithArgs {
	var singles []Sought // are looked for in one go
	var all []string
	var args []any
	one := func(any ...Sought) schema.QueryWithArgs { return x.one(column, staff, any) }
	for _, way := range ways {
		if len(way) == 1 {
			singles = append(singles, way[0])
			continue
		}
		all = append(all, "("+strings.Repeat("? AND ", len(way)-1)+"?)")
		for _, sought := range way {
			args = append(args, one(sought))
		}
	}
	if len(singles) > 0 {
		all, args = append([]string{"?"}, all...), append([]any{one(singles...)}, args...)
	}
	return bun.SafeQuery("("+strings.Join(all, " OR ")+")", args...)
}

// Any is a condition: something stands under the number in a column.
func (x Index) Any(column string) schema.QueryWithArgs {
	return bun.SafeQuery(x.sql().holds, bun.Safe(column), int64(1<<rowBits), bun.Safe("TRUE"))
}

// one is a condition: under the number stands any of those.
func (x Index) one(column string, staff bool, any []Sought) schema.QueryWithArgs {
	upTo := int64(staffBit)
	if staff {
		upTo = 1 << rowBits
	}
	return bun.SafeQuery(x.sql().holds, bun.Safe(column), upTo, x.probes(any))
}

func (x Index) probes(sought []Sought) schema.QueryWithArgs {
	var all []string
	var args []any
	for _, s := range sought {
		sql, arg := x.probe(s)
		all, args = append(all, sql), append(args, arg)
	}
	return bun.SafeQuery(strings.Join(all, " OR "), args...)
}

// Indexed selects the numbers under which, for staff, something stands that
// match holds, for Where("… IN (?)"). match is SQL whose value Match made.
// Numbers may come more than once, and some that Holds does not hold.
func (x Index) Indexed(match any) schema.QueryWithArgs { return bun.SafeQuery(x.sql().find, match) }

// Rarest is a match of the rarest of what Match made, or of some that are no
// more frequent than upTo. counts selects word, its place among equals, and n,
// how frequent it is.
func (x Index) Rarest(counts any, upTo int) schema.QueryWithArgs {
	return bun.SafeQuery(x.sql().rarest, counts, upTo)
}

// Match is what Indexed takes: of each way the longest, which is the rarest.
func (x Index) Match(ways ...[]Sought) string {
	var all []string
	for _, way := range ways {
		longest := way[0]
		for _, sought := range way[1:] {
			if len(sought.Text) > len(longest.Text) {
				longest = sought
			}
		}
		all = append(all, x.match(longest))
	}
	return strings.Join(all, x.sql().or)
}

// match is what finds s: a word, what begins with it, or the pairs of its signs.
func (x Index) match(s Sought) string {
	switch {
	case s.As == Word:
		return x.quote(s.Text)
	case s.As == Beginning || len(Pairs(s.Text)) == 1:
		return x.quote(s.Text) + x.sql().prefix
	}
	all := cover(s.Text)
	for i := range all {
		all[i] = x.quote(all[i])
	}
	return "(" + strings.Join(all, x.sql().and) + ")"
}
