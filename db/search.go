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
	add           func(ctx context.Context, tx bun.IDB, number, second int64, words []string) error
	forget, clear []string
	holds, find   string
	from, probe   func(word string) string // the beginning of a word, for find and for holds
	or, rarest    string
}

const (
	rowBits  = 24
	staffBit = 1 << (rowBits - 1)
)

// Both engines get words that are cut and folded already, and take them as they
// are: 'ascii' parts them at spaces alone, and a tsvector is written out.
var (
	fts5 = search{
		add: addSaid,
		forget: []string{
			"INSERT INTO search (search, rowid, words) SELECT 'delete', ?0, group_concat(words, ' ') FROM said WHERE id >= ?0 << 24 AND id < (?0 + 1) << 24 HAVING count(*) > 0",
			"DELETE FROM said WHERE id >= ?0 << 24 AND id < (?0 + 1) << 24",
		},
		clear: []string{"INSERT INTO search (search) VALUES ('delete-all')", "DELETE FROM said"},
		holds: "EXISTS (SELECT 1 FROM said WHERE id >= ?0 << 24 AND id < (?0 << 24) + ?1 AND instr(words, ?2) > 0)",
		find:  "SELECT rowid FROM search WHERE search MATCH (?)",
		from:  func(word string) string { return `"` + strings.ReplaceAll(word, `"`, `""`) + `" *` },
		probe: func(word string) string { return " " + word },
		or:    " OR ",
		// A row is all words of a number, so those that are rare enough may stand together.
		rarest: "WITH c AS (?0) SELECT group_concat('(' || word || ')', ' AND ') FROM c WHERE n <= max(?1, (SELECT min(n) FROM c))",
	}
	tsvector = search{
		add:    addVector,
		forget: []string{"DELETE FROM search WHERE id >= ?0::bigint << 24 AND id < (?0::bigint + 1) << 24"},
		clear:  []string{"DELETE FROM search"},
		// OFFSET 0 keeps the planner from asking the index of words once for each number.
		holds:  "EXISTS (SELECT 1 FROM (SELECT words FROM search WHERE id >= ?0 << 24 AND id < (?0 << 24) + ?1 OFFSET 0) AS w WHERE w.words @@ ?2::tsquery)",
		find:   "SELECT id >> 24 FROM search WHERE words @@ (?)::tsquery",
		from:   lexemes,
		probe:  lexemes,
		or:     " | ",
		rarest: "WITH c AS (?0) SELECT word FROM c ORDER BY n, place LIMIT 1",
	}
)

func lexeme(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(word) + "'"
}

func lexemes(word string) string { return lexeme(word) + ":*" }

func (d *DB) search() search {
	if d.Dialect().Name() == dialect.PG {
		return tsvector
	}
	return fts5
}

// Index makes words findable under a number, for staff alone or for all; of
// two calls with the same second number, below 2^23, the words of one may do.
// A word holds no space and no sign of ASCII but letters and digits.
func (d *DB) Index(ctx context.Context, tx bun.IDB, number, second int64, staff bool, words []string) error {
	if staff {
		second |= staffBit
	}
	if len(words) == 0 {
		return nil
	}
	return d.search().add(ctx, tx, number, second, words)
}

// maxPart is about how many bytes of words a row of said holds: it fits a page.
const maxPart = 3500

// addSaid writes the words that are new under the number behind those that are
// there: a search looks at few rows, and a long thread is not written anew each time.
// In the inverted index a word may come again under its number: it is kept once.
func addSaid(ctx context.Context, tx bun.IDB, number, second int64, words []string) error {
	first := number<<rowBits | second&staffBit
	last := struct {
		ID    int64
		Words string
	}{ID: first - 1}
	err := tx.NewRaw("SELECT id, words FROM said WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1", first, first+staffBit).Scan(ctx, &last)
	if err != nil && !Missing(err) {
		return err
	}
	fresh := make([]string, 0, len(words))
	for _, word := range words {
		if !strings.Contains(last.Words, " "+word+" ") {
			fresh = append(fresh, word)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	row := strings.Join(fresh, " ") + " "
	if Missing(err) || len(last.Words)+len(row) > maxPart {
		_, err = tx.NewRaw("INSERT INTO said (id, words) VALUES (?, ?)", last.ID+1, " "+row).Exec(ctx)
	} else {
		_, err = tx.NewRaw("UPDATE said SET words = words || ? WHERE id = ?", row, last.ID).Exec(ctx)
	}
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO search (rowid, words) VALUES (?, ?)", number, row).Exec(ctx)
	return err
}

func addVector(ctx context.Context, tx bun.IDB, number, second int64, words []string) error {
	var row strings.Builder
	for _, word := range words {
		row.WriteString(lexeme(word) + " ")
	}
	_, err := tx.NewRaw("INSERT INTO search (id, words) VALUES (?, ?::tsvector) ON CONFLICT (id) DO UPDATE SET words = excluded.words", number<<rowBits|second, row.String()).Exec(ctx)
	return err
}

// Forget takes all words of number out of the index.
func (d *DB) Forget(ctx context.Context, tx bun.IDB, number int64) error {
	return run(ctx, tx, d.search().forget, number)
}

// ForgetAll takes all words out of the index.
func (d *DB) ForgetAll(ctx context.Context, tx bun.IDB) error { return run(ctx, tx, d.search().clear) }

// merge writes the inverted index of FTS5 anew, without the words that were only
// struck out; in steps, so that nobody waits for the write lock.
func (d *DB) merge(ctx context.Context) error {
	const pages = 500
	for step, changed := -pages, 2; changed >= 2; step = pages { // below zero: all of it, from now on
		err := d.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			var before, after int
			err := tx.NewRaw("SELECT total_changes()").Scan(ctx, &before)
			if err == nil {
				err = run(ctx, tx, []string{"INSERT INTO search (search, rank) VALUES ('merge', ?0)"}, step)
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

func run(ctx context.Context, tx bun.IDB, statements []string, args ...any) error {
	for _, s := range statements {
		if _, err := tx.NewRaw(s, args...).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Holds is a condition: under the number in a column stands a word that begins
// so. It looks at that number alone.
func (d *DB) Holds(column, beginning string, staff bool) schema.QueryWithArgs {
	engine, upTo := d.search(), int64(staffBit)
	if staff {
		upTo = 1 << rowBits
	}
	return bun.SafeQuery(engine.holds, bun.Safe(column), upTo, engine.probe(beginning))
}

// Indexed selects the numbers under which one of the beginnings stands that
// match holds, for staff, for Where("… IN (?)"). match is SQL whose value
// Beginnings made. Numbers may come more than once.
func (d *DB) Indexed(match any) schema.QueryWithArgs { return bun.SafeQuery(d.search().find, match) }

// Rarest is a match of the rarest of what Beginnings made, or of some that are
// no more frequent than upTo. counts selects word, its place among equals, and
// n, how frequent it is.
func (d *DB) Rarest(counts any, upTo int) schema.QueryWithArgs {
	return bun.SafeQuery(d.search().rarest, counts, upTo)
}

// Beginnings is what Indexed takes.
func (d *DB) Beginnings(words ...string) string {
	engine := d.search()
	for i := range words {
		words[i] = engine.from(words[i])
	}
	return strings.Join(words, engine.or)
}
