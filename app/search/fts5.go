package search

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"hilo/db"
)

// fts5 keeps words in two tables: said has them as they are by number, search is
// the inverted index.
type fts5 struct{}

func (fts5) sql() dialectSQL {
	return dialectSQL{
		holds: "EXISTS (SELECT 1 FROM said WHERE id >= ?0 << 24 AND id < (?0 << 24) + ?1 AND (?2))",
		find:  "SELECT rowid FROM search WHERE search MATCH (?)",
		// A row is all words of a number, so those that are rare enough may stand together.
		rarest: "WITH c AS (?0) SELECT group_concat('(' || word || ')', ' AND ') FROM c WHERE n <= max(?1, (SELECT min(n) FROM c))",
		and:    " AND ", or: " OR ", prefix: " *",
	}
}

func (fts5) quote(word string) string { return `"` + strings.ReplaceAll(word, `"`, `""`) + `"` }

func (fts5) clear(ctx context.Context, tx bun.IDB) error {
	return run(ctx, tx, []string{"INSERT INTO search (search) VALUES ('delete-all')", "DELETE FROM said"})
}

// maxPart is about how many bytes of words a row of said holds: it fits a page.
const maxPart = 3500

// add writes the words that are new under the number behind those that are
// there: a search looks at few rows, and a long thread is not written anew each time.
// In the inverted index a word may come again under its number: it is kept once.
func (fts5) add(ctx context.Context, tx bun.IDB, number, second int64, words []string) error {
	first := number<<rowBits | second&staffBit
	last := struct {
		ID    int64
		Words string
	}{ID: first - 1}
	err := tx.NewRaw("SELECT id, words FROM said WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1", first, first+staffBit).Scan(ctx, &last)
	if err != nil && !db.Missing(err) {
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
	if db.Missing(err) || len(last.Words)+len(row) > maxPart {
		_, err = tx.NewRaw("INSERT INTO said (id, words) VALUES (?, ?)", last.ID+1, " "+row).Exec(ctx)
	} else {
		_, err = tx.NewRaw("UPDATE said SET words = words || ? WHERE id = ?", row, last.ID).Exec(ctx)
	}
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO search (rowid, words) VALUES (?, ?)", number, strings.Join(tokens(fresh), " ")).Exec(ctx)
	return err
}

// forget strikes out what add wrote: the inverted index must be told the words.
func (fts5) forget(ctx context.Context, tx bun.IDB, number int64) error {
	var rows []string
	err := tx.NewRaw("DELETE FROM said WHERE id >= ?0 << 24 AND id < (?0 + 1) << 24 RETURNING words", number).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	words := tokens(strings.Fields(strings.Join(rows, " ")))
	return run(ctx, tx, []string{"INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)"}, number, strings.Join(words, " "))
}

// probe: the words of a row stand between spaces.
func (fts5) probe(s Sought) (string, any) {
	const holds = "instr(words, ?) > 0"
	switch s.As {
	case Beginning:
		return holds, " " + s.Text
	case Word:
		return holds, " " + s.Text + " "
	}
	return holds, s.Text // no space is in it, and only runs hold such signs
}
