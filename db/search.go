package db

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/schema"
)

// search is how an engine keeps words: which stand under a number, and under
// which numbers one stands. Rows have one number made of two, with a bit for
// what staff alone may search.
type search struct {
	add    func(ctx context.Context, tx bun.IDB, number, second int64, words []string) error
	forget func(ctx context.Context, tx bun.IDB, number int64) error
	clear  []string
	holds  string
	find   string
	probe  func(Sought) (string, any) // a condition of holds
	match  func(Sought) string        // what find takes
	or     string
	rarest string
}

const (
	rowBits  = 24
	staffBit = 1 << (rowBits - 1)
)

// Both engines get words that are cut and folded already, and take them as they
// are: 'ascii' parts them at spaces alone, and a tsvector is written out.
var (
	fts5 = search{
		add: addSaid, forget: forgetSaid,
		clear: []string{"INSERT INTO search (search) VALUES ('delete-all')", "DELETE FROM said"},
		holds: "EXISTS (SELECT 1 FROM said WHERE id >= ?0 << 24 AND id < (?0 << 24) + ?1 AND (?2))",
		find:  "SELECT rowid FROM search WHERE search MATCH (?)",
		probe: probeSaid, match: matchSaid, or: " OR ",
		// A row is all words of a number, so those that are rare enough may stand together.
		rarest: "WITH c AS (?0) SELECT group_concat('(' || word || ')', ' AND ') FROM c WHERE n <= max(?1, (SELECT min(n) FROM c))",
	}
	tsvector = search{
		add: addVector, forget: forgetVector,
		clear: []string{"DELETE FROM search"},
		// OFFSET 0 keeps the planner from asking the index of words once for each number.
		holds: "EXISTS (SELECT 1 FROM (SELECT words, runs FROM search WHERE id >= ?0 << 24 AND id < (?0 << 24) + ?1 OFFSET 0) AS w WHERE ?2)",
		find:  "SELECT id >> 24 FROM search WHERE words @@ (?)::tsquery",
		probe: probeVector, match: matchVector, or: " | ",
		rarest: "WITH c AS (?0) SELECT word FROM c ORDER BY n, place LIMIT 1",
	}
)

func (d *DB) search() search {
	if d.Dialect().Name() == dialect.PG {
		return tsvector
	}
	return fts5
}

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

// Index makes words findable under a number, for staff alone or for all; words
// that were put there with the same second number, below 2^23, may stay. A word
// holds no space and no sign of ASCII but letters and digits; one that begins
// with Run is found by its parts.
func (d *DB) Index(ctx context.Context, tx bun.IDB, number, second int64, staff bool, words []string) error {
	if staff {
		second |= staffBit
	}
	if len(words) == 0 {
		return nil
	}
	return d.search().add(ctx, tx, number, second, words)
}

// Forget takes all words of number out of the index.
func (d *DB) Forget(ctx context.Context, tx bun.IDB, number int64) error {
	return d.search().forget(ctx, tx, number)
}

// ForgetAll takes all words out of the index.
func (d *DB) ForgetAll(ctx context.Context, tx bun.IDB) error { return run(ctx, tx, d.search().clear) }

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
func (d *DB) Holds(column string, staff bool, ways ...[]Sought) schema.QueryWithArgs {
	var singles []Sought // are looked for in one go
	var all []string
	var args []any
	one := func(any ...Sought) schema.QueryWithArgs { return d.one(column, staff, any) }
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

// one is a condition: under the number stands any of those.
func (d *DB) one(column string, staff bool, any []Sought) schema.QueryWithArgs {
	engine, upTo := d.search(), int64(staffBit)
	if staff {
		upTo = 1 << rowBits
	}
	return bun.SafeQuery(engine.holds, bun.Safe(column), upTo, probes(engine, any))
}

func probes(engine search, sought []Sought) schema.QueryWithArgs {
	var all []string
	var args []any
	for _, s := range sought {
		sql, arg := engine.probe(s)
		all, args = append(all, sql), append(args, arg)
	}
	return bun.SafeQuery(strings.Join(all, " OR "), args...)
}

// Indexed selects the numbers under which, for staff, something stands that
// match holds, for Where("… IN (?)"). match is SQL whose value Match made.
// Numbers may come more than once, and some that Holds does not hold.
func (d *DB) Indexed(match any) schema.QueryWithArgs { return bun.SafeQuery(d.search().find, match) }

// Rarest is a match of the rarest of what Match made, or of some that are no
// more frequent than upTo. counts selects word, its place among equals, and n,
// how frequent it is.
func (d *DB) Rarest(counts any, upTo int) schema.QueryWithArgs {
	return bun.SafeQuery(d.search().rarest, counts, upTo)
}

// Match is what Indexed takes: of each way the longest, which is the rarest.
func (d *DB) Match(ways ...[]Sought) string {
	engine := d.search()
	var all []string
	for _, way := range ways {
		longest := way[0]
		for _, sought := range way[1:] {
			if len(sought.Text) > len(longest.Text) {
				longest = sought
			}
		}
		all = append(all, engine.match(longest))
	}
	return strings.Join(all, engine.or)
}
