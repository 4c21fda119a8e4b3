package desk

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// ErrSent: what has this key was sent, so it was not kept as a draft.
var ErrSent = errors.New("desk: sent already")

// SaveDraft keeps what who types on draft.Ticket. Without words nothing is
// kept; nor is what was sent already (ErrSent): this only came late, or stays
// where it was typed. Faults: unknown ticket, or too long.
func (d *Desk) SaveDraft(ctx context.Context, who Person, draft Draft) error {
	if err := draft.clean(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := mayDraft(ctx, tx, who, draft.Ticket); err != nil {
			return err
		}
		if Blank(draft.Body + draft.Subject) {
			return dropDraft(ctx, tx, who, draft.Ticket)
		}
		sent, err := tx.NewSelect().Model((*Entry)(nil)).Where("author_id = ?", who.ID).Where("key = ?", draft.Key).Exists(ctx)
		if err == nil && sent {
			err = ErrSent
		}
		if err != nil {
			return err
		}
		draft.PersonID, draft.UpdatedAt = who.ID, db.Time(d.now())
		_, err = tx.NewInsert().Model(&draft).On("CONFLICT (person_id, ticket) DO UPDATE").
			Set("subject = excluded.subject, topic = excluded.topic, body = excluded.body, key = excluded.key, note = excluded.note, updated_at = excluded.updated_at").
			Returning("NULL").Exec(ctx)
		return err
	})
}

// settle removes the draft of an entry: what was typed is sent now. Other words,
// begun under another key, stay.
func (e *Entry) settle(ctx context.Context, tx bun.Tx, who Person) error {
	if !e.says() {
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
