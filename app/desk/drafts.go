package desk

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/fault"
	"hilo/app/files"
	"hilo/db"
)

// ErrSent: what has this key was sent, so it was not kept as a draft.
var ErrSent = errors.New("desk: sent already")

// Drafts keep what people typed but did not send, and the files that they added.
type Drafts struct {
	db   *db.DB
	now  func() time.Time
	desk *Desk
}

// Draft is what a person typed but did not send: one for each ticket, and one
// for a new ticket, whose number is 0. Nobody else ever reads it.
type Draft struct {
	bun.BaseModel `bun:"table:drafts,alias:d"`

	PersonID       int64
	Ticket         int64
	Subject, Topic string // of a new ticket
	Body, Key      string
	Details        Details
	Note           bool // at the desk: for the team only
	UpdatedAt      time.Time
	Uploads        []Upload `bun:"-"`
}

// Of returns what the actor was writing on a ticket that they may see; all of it
// is empty where they were not.
func (d *Drafts) Of(ctx context.Context, actor Actor, ticket int64) (Draft, error) {
	var rows []draftRow
	// From people, so that files without words are found as well: in one query.
	err := d.db.Kept(draftShape{}, func(p *db.Places) schema.QueryAppender {
		return d.db.Read.NewRaw(`SELECT coalesce(d.subject, '') AS subject, coalesce(d.topic, '') AS topic, coalesce(d.body, '') AS body,
			coalesce(d.key, '') AS key, coalesce(d.details, '') AS details, coalesce(d.note, FALSE) AS note, coalesce(u.id, '') AS id, coalesce(u.name, '') AS name,
			coalesce(u.type, '') AS type, coalesce(u.size, 0) AS size, coalesce(u.sha256, '') AS sha256,
			coalesce(u.width, 0) AS width, coalesce(u.height, 0) AS height
			FROM people AS p LEFT JOIN drafts AS d ON d.person_id = p.id AND d.ticket = ?
			LEFT JOIN uploads AS u ON u.person_id = p.id AND u.ticket = ?
			WHERE p.id = ? ORDER BY u.created_at, u.id`, p.At(1), p.At(1), p.At(0))
	}).Scan(ctx, []any{actor.ID, ticket}, &rows)
	if err != nil || len(rows) == 0 {
		return Draft{}, err
	}
	one := rows[0]
	draft := Draft{PersonID: actor.ID, Ticket: ticket, Subject: one.Subject, Topic: one.Topic, Body: one.Body, Key: one.Key, Details: one.Details, Note: one.Note}
	for _, r := range rows {
		if r.ID != "" {
			draft.Uploads = append(draft.Uploads, Upload{ID: r.ID, PersonID: actor.ID, Ticket: ticket, Meta: r.Meta})
		}
	}
	return draft, nil
}

// draftShape is that of the read of one draft.
type draftShape struct{}

// draftRow is a draft beside one of its uploads.
type draftRow struct {
	Subject, Topic, Body, Key string
	Details                   Details
	Note                      bool
	ID                        string
	files.Meta
}

// Save keeps what the actor types on draft.Ticket. Without words nothing is
// kept; nor is what was sent already (ErrSent): this only came late, or stays
// where it was typed. Faults: unknown ticket, or too long.
func (d *Drafts) Save(ctx context.Context, actor Actor, draft Draft) error {
	if err := draft.Clean(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return d.save(ctx, tx, actor, draft) })
}

func (d *Drafts) save(ctx context.Context, tx bun.Tx, actor Actor, draft Draft) error {
	if err := mayDraft(ctx, tx, actor, draft.Ticket); err != nil {
		return err
	}
	if draft.Blank() {
		return dropDraft(ctx, tx, actor, draft.Ticket)
	}
	sent, err := tx.NewSelect().Model((*Entry)(nil)).Where("author_id = ?", actor.ID).Where("key = ?", draft.Key).Exists(ctx)
	if err == nil && sent {
		err = ErrSent
	}
	if err != nil {
		return err
	}
	draft.PersonID, draft.UpdatedAt = actor.ID, db.Time(d.now())
	_, err = tx.NewInsert().Model(&draft).On("CONFLICT (person_id, ticket) DO UPDATE").
		Set("subject = excluded.subject, topic = excluded.topic, body = excluded.body, key = excluded.key, details = excluded.details, note = excluded.note, updated_at = excluded.updated_at").
		Returning("NULL").Exec(ctx)
	return err
}

// Blank tells whether no word of it can be seen: what is ticked is none.
func (draft *Draft) Blank() bool {
	return Blank(draft.Subject+draft.Body) && len(draft.Details) == len(draft.Details.Ticked())
}

// Clean makes its texts ones that can be kept, or says which is too long.
func (draft *Draft) Clean() error {
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
	for want, text := range draft.Details { // also what is not fit to be sent yet
		text, err := Clean("want_"+want, text)
		if n := utf8.RuneCountInString(text); err == nil && n > maxDetail {
			err = fault.Mend("want_"+want, "desk.detail.long", "Length", n, "Max", maxDetail)
		}
		if err != nil {
			return err
		}
		if draft.Details[want] = text; Blank(text) {
			delete(draft.Details, want)
		}
	}
	return nil
}

// Drop throws away what the actor typed and added on a ticket.
func (d *Drafts) Drop(ctx context.Context, actor Actor, ticket int64) error {
	return d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := mayDraft(ctx, tx, actor, ticket); err != nil {
			return err
		}
		return dropAll(ctx, tx, actor, ticket)
	})
}

func dropAll(ctx context.Context, tx bun.Tx, actor Actor, ticket int64) error {
	if err := dropDraft(ctx, tx, actor, ticket); err != nil {
		return err
	}
	_, err := tx.NewDelete().Model((*Upload)(nil)).Where("person_id = ?", actor.ID).Where("ticket = ?", ticket).Exec(ctx)
	return err
}

func dropDraft(ctx context.Context, tx bun.Tx, actor Actor, ticket int64) error {
	_, err := tx.NewDelete().Model((*Draft)(nil)).Where("person_id = ?", actor.ID).Where("ticket = ?", ticket).Exec(ctx)
	return err
}

// mayDraft: on a ticket whoever may see it; a new one whoever is signed in.
func mayDraft(ctx context.Context, idb bun.IDB, actor Actor, ticket int64) error {
	if ticket != 0 {
		_, err := findTicket(ctx, idb, actor, ticket)
		return err
	}
	return actor.need(StartTickets)
}

// All are the actor's drafts, with their files, by ticket.
func (d *Drafts) All(ctx context.Context, actor Actor) (all []Draft, err error) {
	if err := d.db.Read.NewSelect().Model(&all).Where("person_id = ?", actor.ID).Order("ticket").Scan(ctx); err != nil {
		return nil, err
	}
	var uploads []Upload
	err = d.db.Read.NewSelect().Model(&uploads).Where("person_id = ?", actor.ID).Order("ticket", "created_at", "id").Scan(ctx)
	for _, u := range uploads {
		i := slices.IndexFunc(all, func(d Draft) bool { return d.Ticket == u.Ticket })
		if i < 0 { // files without a word
			i, all = len(all), append(all, Draft{PersonID: actor.ID, Ticket: u.Ticket, UpdatedAt: u.CreatedAt})
		}
		all[i].Uploads = append(all[i].Uploads, u)
	}
	return all, err
}
