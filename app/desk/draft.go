package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

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

// SaveDraft keeps what who types on draft.Ticket. Without words nothing is
// kept; nor is what was sent already: this only came late. Faults: unknown
// ticket, or too long.
func (d *Desk) SaveDraft(ctx context.Context, who Person, draft Draft) error {
	if err := draft.clean(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := mayDraft(ctx, tx, who, draft.Ticket); err != nil {
			return err
		}
		if strings.TrimSpace(draft.Body+draft.Subject) == "" {
			return dropDraft(ctx, tx, who, draft.Ticket)
		}
		sent, err := tx.NewSelect().Model((*Entry)(nil)).Where("author_id = ?", who.ID).Where("key = ?", draft.Key).Exists(ctx)
		if err != nil || sent {
			return err
		}
		draft.PersonID, draft.UpdatedAt = who.ID, db.Time(d.now())
		_, err = tx.NewInsert().Model(&draft).On("CONFLICT (person_id, ticket) DO UPDATE").
			Set("subject = excluded.subject, topic = excluded.topic, body = excluded.body, key = excluded.key, note = excluded.note, updated_at = excluded.updated_at").
			Returning("NULL").Exec(ctx)
		return err
	})
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

// settle removes the draft of an entry: what was typed is sent now. Other words,
// begun under another key, stay.
func (e *Entry) settle(ctx context.Context, tx bun.Tx, who Person) error {
	if e.Body == "" && len(e.Files()) == 0 {
		return nil // a verb without words
	}
	ticket := e.Ticket
	if e.Kind == Opened {
		ticket = 0
	}
	q := tx.NewDelete().Model((*Draft)(nil)).Where("person_id = ?", who.ID).Where("ticket = ?", ticket)
	if e.Key != nil {
		q.Where("key = ?", *e.Key)
	}
	_, err := q.Exec(ctx)
	return err
}

func (draft *Draft) clean() error {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{{"body", &draft.Body, MaxBody}, {"subject", &draft.Subject, MaxSubject}, {"topic", &draft.Topic, MaxName}, {"key", &draft.Key, MaxKey}} {
		text, err := Clean(f.name, *f.text)
		if err != nil {
			return err
		}
		if n := utf8.RuneCountInString(text); n > f.most {
			return fault.Mend(f.name, "desk."+f.name+".long", "Length", n, "Max", f.most)
		}
		*f.text = text
	}
	return nil
}
