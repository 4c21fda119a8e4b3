package desk

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/db"
)

// index makes an entry of t findable, within its transaction: by its text and
// the names of its files; the first one also by subject and number, and for
// staff by who asked. What is for staff is found by staff alone.
func index(ctx context.Context, d *db.DB, tx bun.Tx, t *Ticket, e *Entry) error {
	if e.Kind == Opened {
		if err := indexRequester(ctx, d, tx, t.RequesterID, t); err != nil {
			return err
		}
	}
	return d.Index(ctx, tx, e.Ticket, e.Seq, !e.Kind.Public(), e.findable(t))
}

// requesterSeq is the second number of what is known of the requester; entries
// have those from 1 on.
const requesterSeq = 0

// indexRequester makes tickets of one person findable by who that is, for
// staff. Former names stay: mails and notes have them too. What was erased is not found.
func indexRequester(ctx context.Context, d *db.DB, tx bun.Tx, person int64, tickets ...*Ticket) error {
	var p Person
	if err := tx.NewSelect().Model(&p).Column("email", "name").Where("id = ?", person).Scan(ctx); err != nil {
		return err
	}
	for _, t := range tickets {
		if t.ErasedSeq > 0 {
			continue
		}
		if err := d.Index(ctx, tx, t.Number, requesterSeq, true, requesterWords(p.Email, p.Name, t.Name)); err != nil {
			return err
		}
	}
	return nil
}
