package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// Erase fulfils a person's wish once it is due: the words and files of all
// their tickets go, what happened stays, and each ticket gets an entry that
// says so. One transaction a ticket, so that the desk can work on meanwhile; a
// second run does what the first one left. A wish that was taken back is left alone.
func (d *Desk) Erase(ctx context.Context, personID int64) error {
	now := db.Time(d.now())
	begun, err := db.Changed(d.db.NewRaw(`UPDATE erasures SET begun_at = coalesce(begun_at, ?)
		WHERE person_id = ? AND done_at IS NULL AND due_at <= ?`, now, personID, now).Exec(ctx))
	if err != nil || !begun {
		return err
	}
	person := Person{ID: personID}
	if err := d.db.Read.NewSelect().Model(&person).WherePK().Scan(ctx); err != nil {
		return err
	}
	actor := SignedIn(person)
	if err := d.forget(ctx, actor); err != nil { // first: the pages that the tickets reset show it too
		return err
	}
	numbers, err := d.TicketNumbers(ctx, actor)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if err := d.eraseTicket(ctx, actor, number); err != nil {
			return fmt.Errorf("erase ticket %d: %w", number, err)
		}
	}
	return d.erased(ctx, actor, now)
}

// eraseTicket blanks one ticket and closes it. One without a word left gets no second entry.
func (d *Desk) eraseTicket(ctx context.Context, actor Actor, number int64) error {
	_, err := d.Change(ctx, actor, []int64{number}, func(c *Change) error {
		t, err := c.Ticket(number)
		if err != nil {
			return err
		}
		if err := d.redactTicket(c.ctx, c.tx, t); err != nil {
			return err
		}
		t.turn(StatusClosed)
		t.ErasedSeq = t.LastSeq + 1
		c.Add(t, Entry{Kind: Erased})
		return nil
	})
	return ignoreNoChange(err)
}

// forget drops what is not of a ticket. The address stays theirs, and staff
// keep the name that customers know them by.
func (d *Desk) forget(ctx context.Context, actor Actor) error {
	return d.wish(ctx, actor, func(ctx context.Context, tx bun.Tx, _ time.Time) error {
		if _, err := tx.NewRaw("UPDATE people SET name = '' WHERE id = ? AND role = ''", actor.ID).Exec(ctx); err != nil {
			return err
		}
		for _, table := range []string{"uploads", "drafts"} {
			if _, err := tx.NewRaw("DELETE FROM "+table+" WHERE person_id = ?", actor.ID).Exec(ctx); err != nil {
				return err
			}
		}
		if d.ForgetElsewhere == nil {
			return nil
		}
		return d.ForgetElsewhere(ctx, tx, actor.ID)
	})
}

// erased ends the wish.
func (d *Desk) erased(ctx context.Context, actor Actor, now time.Time) error {
	return d.wish(ctx, actor, func(ctx context.Context, tx bun.Tx, _ time.Time) error {
		done, err := db.Changed(tx.NewRaw("UPDATE erasures SET done_at = ? WHERE person_id = ? AND done_at IS NULL", now, actor.ID).Exec(ctx))
		if err != nil || !done {
			return err
		}
		return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobErasureDone, Payload: Wish{Person: actor.ID}, Due: now})
	})
}

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
