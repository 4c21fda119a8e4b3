package desk

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Draft is what a person typed but did not send: one for each ticket, and one
// for a new ticket, whose number is 0. Nobody else ever reads it.
type Draft struct {
	bun.BaseModel `bun:"table:drafts,alias:d"`

	PersonID       int64
	Ticket         int64
	Subject, Topic string // of a new ticket
	Body, Key      string
	Note           bool // at the desk: for the team only
	UpdatedAt      time.Time
	Uploads        []Upload `bun:"-"`
}

// Draft returns what who was writing on a ticket that they may see; all of it
// is empty where they were not.
func (d *Desk) Draft(ctx context.Context, who Person, ticket int64) (Draft, error) {
	var draft Draft
	err := d.db.Read.NewSelect().Model(&draft).Where("person_id = ?", who.ID).Where("ticket = ?", ticket).Scan(ctx)
	if err != nil && !db.Missing(err) {
		return draft, err
	}
	err = d.db.Read.NewSelect().Model(&draft.Uploads).Where("person_id = ?", who.ID).Where("ticket = ?", ticket).Order("created_at", "id").Scan(ctx)
	return draft, err
}

// DropDraft throws away what who typed and added on a ticket.
func (d *Desk) DropDraft(ctx context.Context, who Person, ticket int64) error {
	return d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := mayDraft(ctx, tx, who, ticket); err != nil {
			return err
		}
		if err := dropDraft(ctx, tx, who, ticket); err != nil {
			return err
		}
		_, err := tx.NewDelete().Model((*Upload)(nil)).Where("person_id = ?", who.ID).Where("ticket = ?", ticket).Exec(ctx)
		return err
	})
}

func dropDraft(ctx context.Context, tx bun.Tx, who Person, ticket int64) error {
	_, err := tx.NewDelete().Model((*Draft)(nil)).Where("person_id = ?", who.ID).Where("ticket = ?", ticket).Exec(ctx)
	return err
}

// mayDraft: on a ticket whoever may see it; a new one whoever is signed in.
func mayDraft(ctx context.Context, idb bun.IDB, who Person, ticket int64) error {
	if ticket != 0 {
		_, err := find(ctx, idb, who, ticket)
		return err
	}
	if who.Proof != ProofSession || who.AtDesk {
		return fault.Hide()
	}
	return nil
}
