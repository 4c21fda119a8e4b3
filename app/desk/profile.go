package desk

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// JobNamed makes a person's tickets findable by a new name (Named).
const JobNamed = "named"

// Named is the payload of that job.
type Named struct {
	Person int64 `json:"person"`
}

// Profile is what a person tells of themselves.
type Profile struct{ Name, Locale, Timezone string }

// Describe keeps the profile of who. Its values were checked by the caller.
func (d *Desk) Describe(ctx context.Context, actor Actor, p Profile) error {
	err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		renamed, err := db.Changed(tx.NewRaw("UPDATE people SET name = ? WHERE id = ? AND name <> ?", p.Name, actor.ID, p.Name).Exec(ctx))
		if err == nil {
			_, err = tx.NewRaw("UPDATE people SET locale = ?, timezone = ? WHERE id = ?", p.Locale, p.Timezone, actor.ID).Exec(ctx)
		}
		if err != nil || !renamed {
			return err
		}
		return outbox.Put(ctx, tx, d.now(), outbox.Promise{Kind: JobNamed, Key: fmt.Sprint(JobNamed, "/", actor.ID), Payload: Named{actor.ID}})
	})
	if err == nil {
		d.box.Wake()
	}
	return err
}

// IndexNames lets staff find the tickets of a person by the name they have now.
func (d *Desk) IndexNames(ctx context.Context, personID int64) error {
	const batch = 200
	for last, n := int64(0), batch; n == batch; {
		err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			var tickets []*Ticket
			err := tx.NewSelect().Model(&tickets).Column("number", "name", "erased_seq").Where("requester_id = ? AND number > ?", personID, last).
				Order("number").Limit(batch).Scan(ctx)
			if n = len(tickets); err != nil || n == 0 {
				return err
			}
			last = tickets[n-1].Number
			return indexRequester(ctx, d.db, tx, personID, tickets...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
