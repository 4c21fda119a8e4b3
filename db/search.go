package db

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/schema"
)

// search is how an engine keeps an index of words. Its rows have one number
// made of two, so that a hit names its first without another look-up.
type search struct {
	add, find  string
	forget     string
	list, from func(word string) string // a word in a row, and as the beginning of one
}

// Both engines get words that are cut and folded already, and take them as they
// are: 'ascii' parts them at spaces alone, and a tsvector is written out.
var (
	fts5 = search{
		add:    "INSERT OR REPLACE INTO search (rowid, words) VALUES (?, ?)",
		forget: "DELETE FROM search WHERE rowid >= ? AND rowid < ?",
		find:   "SELECT rowid >> 24 FROM search WHERE search MATCH ?",
		list:   func(word string) string { return word + " " },
		from:   func(word string) string { return `"` + strings.ReplaceAll(word, `"`, `""`) + `" *` },
	}
	tsvector = search{
		add:    "INSERT INTO search (id, words) VALUES (?, ?::tsvector) ON CONFLICT (id) DO UPDATE SET words = excluded.words",
		forget: "DELETE FROM search WHERE id >= ? AND id < ?",
		find:   "SELECT id >> 24 FROM search WHERE words @@ ?::tsquery",
		list:   func(word string) string { return lexeme(word) + " " },
		from:   func(word string) string { return lexeme(word) + ":*" },
	}
)

func lexeme(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(word) + "'"
}

func (d *DB) search() search {
	if d.Dialect().Name() == dialect.PG {
		return tsvector
	}
	return fts5
}

// Index makes words findable under a number and a second one below 2^24. It
// takes the place of what was there; no words forget it. A word holds no space
// and no sign of ASCII but letters and digits.
func (d *DB) Index(ctx context.Context, tx bun.IDB, number, second int64, words []string) error {
	engine := d.search()
	var row strings.Builder
	for _, word := range words {
		row.WriteString(engine.list(word))
	}
	_, err := tx.NewRaw(engine.add, number<<24|second, row.String()).Exec(ctx)
	return err
}

// Forget takes all words of number out of the index.
func (d *DB) Forget(ctx context.Context, tx bun.IDB, number int64) error {
	_, err := tx.NewRaw(d.search().forget, number<<24, (number+1)<<24).Exec(ctx)
	return err
}

// Indexed selects the numbers under which a word stands that begins so, for
// Where("… IN (?)"). Numbers may come more than once.
func (d *DB) Indexed(beginning string) schema.QueryWithArgs {
	engine := d.search()
	return bun.SafeQuery(engine.find, engine.from(beginning))
}
