package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Erasure is a person's wish that the words and files of their tickets be gone.
// Package privacy keeps it; the desk shows it.
type Erasure struct {
	bun.BaseModel `bun:"table:erasures"`

	PersonID int64 `bun:",pk"`
	AskedAt  time.Time
	DueAt    time.Time
	BegunAt  time.Time `bun:",nullzero"` // from then on it is too late to cancel
	DoneAt   time.Time `bun:",nullzero"`
}

// ForgetPerson drops what the desk keeps of a person outside of tickets. The address
// stays theirs, and staff keep the name that customers know them by.
func ForgetPerson(ctx context.Context, tx bun.Tx, personID int64) error {
	for _, q := range []string{
		"UPDATE people SET name = '' WHERE id = ? AND role = ''",
		"DELETE FROM uploads WHERE person_id = ?",
		"DELETE FROM drafts WHERE person_id = ?",
	} {
		if _, err := tx.NewRaw(q, personID).Exec(ctx); err != nil {
			return err
		}
	}
	return NamesChanged(ctx, tx, personID)
}

// Redact takes the words and files out of a ticket, closes it, and adds the entry that
// says so; what others keep of the ticket goes with elsewhere, in the same transaction.
// A ticket without a word left gets no second entry.
func (d *Desk) Redact(ctx context.Context, actor Actor, number int64, elsewhere ...func(context.Context, bun.Tx, int64) error) error {
	_, err := d.Change(ctx, actor, []int64{number}, func(c *Change) error {
		t, err := c.Ticket(number)
		if err != nil {
			return err
		}
		if err := d.redactTicket(c.ctx, c.tx, t); err != nil {
			return err
		}
		for _, forget := range elsewhere {
			if err := forget(c.ctx, c.tx, number); err != nil {
				return err
			}
		}
		t.turn(StatusClosed)
		t.ErasedSeq = t.LastSeq + 1
		c.Add(t, Entry{Kind: Erased})
		return nil
	})
	return ignoreNoChange(err)
}

// redactTicket takes the words out of t and of its entries, and all at the desk that
// repeats them: files, drafts, uploads, search.
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
	return d.index.Forget(ctx, tx, t.Number)
}

// told picks the entries whose data holds what a person told.
const told = `(data LIKE '%"files":%' OR data LIKE '%"ids":%' OR data LIKE '%"when":%' OR data LIKE '%"was":%')`

// dropData takes files, IDs, times and former subjects out of the data of entries, and what was said with them.
func dropData(ctx context.Context, tx bun.Tx, number int64) error {
	var with []Entry
	err := tx.NewSelect().Model(&with).Column("ticket", "seq", "data", "rev").
		Where("ticket = ?", number).Where(told).Scan(ctx)
	if err != nil {
		return err
	}
	for _, e := range with {
		e.Data.Files, e.Data.IDs, e.Data.When, e.Data.Was, e.Body, e.KeyHash = nil, nil, time.Time{}, "", "", ""
		e.Rev++
		if _, err := tx.NewUpdate().Model(&e).Column("data", "body", "key_hash", "rev").WherePK().Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
