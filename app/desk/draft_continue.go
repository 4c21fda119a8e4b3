package desk

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

// Continue moves what the actor was writing as a new ticket to a ticket of theirs: the
// words after those of the draft there, and the named uploads. Nothing is sent, and what
// comes twice is there once.
// Faults: unknown ticket, or too long together.
func (d *Drafts) Continue(ctx context.Context, actor Actor, ticket int64, text string, uploads []string) error {
	there, err := d.Of(ctx, actor, ticket)
	if err != nil {
		return err
	}
	if text = Trim(text); text == "" || !strings.HasSuffix(there.Body, text) {
		there.Body, there.Key = Trim(there.Body+"\n\n"+text), newID()
	}
	if err := there.Clean(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := d.save(ctx, tx, actor, there); err != nil {
			return err
		}
		if len(uploads) > 0 {
			_, err := tx.NewUpdate().Model((*Upload)(nil)).Set("ticket = ?", ticket).
				Where("person_id = ? AND ticket = 0", actor.ID).Where("id IN (?)", bun.List(uploads)).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return dropAll(ctx, tx, actor, 0)
	})
}
