package search

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

// tsvector keeps an entry's words in a row, with its runs beside them.
type tsvector struct{}

func (tsvector) sql() dialectSQL {
	return dialectSQL{
		// OFFSET 0 keeps the planner from asking the index of words once for each number.
		holds:  "EXISTS (SELECT 1 FROM (SELECT words, runs FROM search WHERE id >= ?0 << 24 AND id < (?0 << 24) + ?1 OFFSET 0) AS w WHERE ?2)",
		find:   "SELECT id >> 24 FROM search WHERE words @@ (?)::tsquery",
		rarest: "WITH c AS (?0) SELECT word FROM c ORDER BY n, place LIMIT 1",
		and:    " & ", or: " | ", prefix: ":*",
	}
}

func (tsvector) quote(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(word) + "'"
}

func (tsvector) clear(ctx context.Context, tx bun.IDB) error {
	return run(ctx, tx, []string{"DELETE FROM search"})
}

// add: a row is an entry. Its runs stand beside the words as they are.
func (t tsvector) add(ctx context.Context, tx bun.IDB, number, second int64, words []string) error {
	var row strings.Builder
	for _, word := range tokens(words) {
		row.WriteString(t.quote(word) + " ")
	}
	_, err := tx.NewRaw(`INSERT INTO search (id, words, runs) VALUES (?, ?::tsvector, ?)
		ON CONFLICT (id) DO UPDATE SET words = search.words || excluded.words, runs = CASE WHEN search.runs = excluded.runs THEN search.runs ELSE search.runs || ' ' || excluded.runs END`,
		number<<rowBits|second, row.String(), strings.Join(runs(words), " ")).Exec(ctx)
	return err
}

func (tsvector) forget(ctx context.Context, tx bun.IDB, number int64) error {
	return run(ctx, tx, []string{"DELETE FROM search WHERE id >= ?0::bigint << 24 AND id < (?0::bigint + 1) << 24"}, number)
}

func (t tsvector) probe(s Sought) (string, any) {
	if s.As == Part {
		return "strpos(w.runs, ?) > 0", s.Text
	}
	return "w.words @@ ?::tsquery", Index{t}.match(s)
}
