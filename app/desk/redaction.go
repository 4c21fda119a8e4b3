package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// redactTicket takes the words out of t and of its entries, and all that repeats
// them: files, drafts, uploads, search, jobs.
func (d *Desk) redactTicket(ctx context.Context, tx bun.Tx, t *Ticket) error {
	bare := fmt.Sprint("Ticket ", t.Number) // alike in all our languages
	said, err := tx.NewSelect().Table("entries").Where("ticket = ?", t.Number).Where("body <> '' OR " + told).Exists(ctx)
	if err != nil {
		return err
	}
	if !said && t.Subject == bare && t.Name == "" {
		return errSame
	}
	t.Subject, t.Name, t.PublicFiles = bare, "", 0
	if err := dropData(ctx, tx, t.Number); err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE entries SET body = '', key_hash = '', rev = rev + 1 WHERE ticket = ? AND body <> ''",
		"DELETE FROM files WHERE ticket = ?",
		"DELETE FROM drafts WHERE ticket = ?",
		"DELETE FROM uploads WHERE ticket = ?",
	} {
		if _, err := tx.ExecContext(ctx, q, t.Number); err != nil {
			return err
		}
	}
	if err := d.index.Forget(ctx, tx, t.Number); err != nil {
		return err
	}
	_, err = tx.NewRaw("DELETE FROM jobs WHERE payload LIKE ? OR payload LIKE ?",
		fmt.Sprintf(`%%"ticket":%d,%%`, t.Number), fmt.Sprintf(`%%"ticket":%d}%%`, t.Number)).Exec(ctx)
	return err
}

// told picks the entries whose data holds what a person told.
const told = `(data LIKE '%"files":%' OR data LIKE '%"ids":%' OR data LIKE '%"when":%')`

// dropData takes files, IDs and times out of the data of entries, and what was said with them.
func dropData(ctx context.Context, tx bun.Tx, number int64) error {
	var with []Entry
	err := tx.NewSelect().Model(&with).Column("ticket", "seq", "data", "rev").
		Where("ticket = ?", number).Where(told).Scan(ctx)
	if err != nil {
		return err
	}
	for _, e := range with {
		e.Data.Files, e.Data.IDs, e.Data.When, e.Body, e.KeyHash = nil, nil, time.Time{}, "", ""
		e.Rev++
		if _, err := tx.NewUpdate().Model(&e).Column("data", "body", "key_hash", "rev").WherePK().Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
