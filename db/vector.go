package db

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

// addVector: a row is an entry. Its runs stand beside the words as they are.
func addVector(ctx context.Context, tx bun.IDB, number, second int64, words []string) error {
	var row strings.Builder
	for _, word := range tokens(words) {
		row.WriteString(lexeme(word) + " ")
	}
	_, err := tx.NewRaw(`INSERT INTO search (id, words, runs) VALUES (?, ?::tsvector, ?)
		ON CONFLICT (id) DO UPDATE SET words = search.words || excluded.words, runs = CASE WHEN search.runs = excluded.runs THEN search.runs ELSE search.runs || ' ' || excluded.runs END`,
		number<<rowBits|second, row.String(), strings.Join(runs(words), " ")).Exec(ctx)
	return err
}

func forgetVector(ctx context.Context, tx bun.IDB, number int64) error {
	return run(ctx, tx, []string{"DELETE FROM search WHERE id >= ?0::bigint << 24 AND id < (?0::bigint + 1) << 24"}, number)
}

func probeVector(s Sought) (string, any) {
	if s.As == Part {
		return "strpos(w.runs, ?) > 0", s.Text
	}
	return "w.words @@ ?::tsquery", matchVector(s)
}

func matchVector(s Sought) string {
	switch {
	case s.As == Word:
		return lexeme(s.Text)
	case s.As == Beginning || len(Pairs(s.Text)) == 1:
		return lexeme(s.Text) + ":*"
	}
	all := cover(s.Text)
	for i := range all {
		all[i] = lexeme(all[i])
	}
	return "(" + strings.Join(all, " & ") + ")"
}

func lexeme(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(word) + "'"
}
