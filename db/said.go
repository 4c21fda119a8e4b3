package db

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

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
	_, err = tx.NewRaw("INSERT INTO search (rowid, words) VALUES (?, ?)", number, strings.Join(tokens(fresh), " ")).Exec(ctx)
	return err
}

// forgetSaid strikes out what addSaid wrote: the inverted index must be told the words.
func forgetSaid(ctx context.Context, tx bun.IDB, number int64) error {
	var rows []string
	err := tx.NewRaw("DELETE FROM said WHERE id >= ?0 << 24 AND id < (?0 + 1) << 24 RETURNING words", number).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	words := tokens(strings.Fields(strings.Join(rows, " ")))
	return run(ctx, tx, []string{"INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)"}, number, strings.Join(words, " "))
}

// probeSaid: the words of a row stand between spaces.
func probeSaid(s Sought) (string, any) {
	const holds = "instr(words, ?) > 0"
	switch s.As {
	case Beginning:
		return holds, " " + s.Text
	case Word:
		return holds, " " + s.Text + " "
	}
	return holds, s.Text // no space is in it, and only runs hold such signs
}

func matchSaid(s Sought) string {
	quoted := func(word string) string { return `"` + strings.ReplaceAll(word, `"`, `""`) + `"` }
	switch {
	case s.As == Word:
		return quoted(s.Text)
	case s.As == Beginning || len(Pairs(s.Text)) == 1:
		return quoted(s.Text) + " *"
	}
	all := cover(s.Text)
	for i := range all {
		all[i] = quoted(all[i])
	}
	return "(" + strings.Join(all, " AND ") + ")"
}

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
