package desk

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"hilo/app/search"
	"hilo/db"
)

// IndexHealth is how the index of search stands to what it is made of.
type IndexHealth struct {
	Stale   bool // it was made by a program that cut words differently
	Tickets int64
	Lacking int // tickets that are not found by their own words
}

// samples is how many of the newest entries are looked up by their words. That every ticket
// is there at all is asked of each.
const samples = 100

// LookAtIndex holds the index of search against the entries of a database, and changes nothing.
func LookAtIndex(ctx context.Context, d *db.DB) (h IndexHealth, err error) {
	current, err := d.Read.NewSelect().Table("settings").Where("name = 'search' AND value = ?", indexed).Exists(ctx)
	if h.Stale = !current; err != nil || h.Stale {
		return h, err
	}
	err = d.Read.RunInTx(ctx, &sql.TxOptions{ReadOnly: true}, func(ctx context.Context, tx bun.Tx) error {
		if h.Tickets, err = tx.NewSelect().Table("tickets").Count(ctx); err != nil {
			return err
		}
		lacking := map[int64]bool{}
		var missing []int64
		if err := tx.NewRaw("SELECT number FROM tickets AS t WHERE erased_seq = 0 AND NOT ?", search.Of(d).Any("t.number")).Scan(ctx, &missing); err != nil {
			return err
		}
		entries, err := readIndexed(ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("t.erased_seq = 0").Order("e.at DESC", "e.ticket DESC", "e.seq DESC").Limit(samples)
		})
		for _, row := range entries {
			if err != nil {
				break
			}
			var found bool
			if found, err = row.found(ctx, d, tx); !found {
				missing = append(missing, row.Ticket)
			}
		}
		for _, number := range missing {
			lacking[number] = true
		}
		h.Lacking = len(lacking)
		return err
	})
	return h, err
}

// found tells whether the words of an entry lead to its ticket.
func (row *indexedEntry) found(ctx context.Context, d *db.DB, tx bun.Tx) (bool, error) {
	words := slices.DeleteFunc(row.findable(row.ticket()), func(word string) bool { return strings.HasPrefix(word, search.Run) })
	if len(words) == 0 {
		return true, nil
	}
	var way []search.Sought
	for _, word := range words[:min(len(words), 50)] {
		way = append(way, search.Sought{Text: word, As: search.Word})
	}
	x := search.Of(d)
	return tx.NewSelect().TableExpr("tickets AS t").Where("t.number = ?", row.Ticket).
		Where("?", x.Holds("t.number", true, way)).Where("t.number IN (?)", x.Indexed(bun.SafeQuery("?", x.Match(way)))).Exists(ctx)
}

// DropIndex has the next Reindex begin anew.
func DropIndex(ctx context.Context, d *db.DB) error {
	_, err := d.Exec(ctx, "DELETE FROM settings WHERE name = 'search'")
	return err
}
