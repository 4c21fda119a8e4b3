package access

import (
	"cmp"
	"context"
	"maps"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/db"
)

const (
	unsentLife = 24 * time.Hour
	draftLife  = 30 * 24 * time.Hour // also of files that wait to be sent
)

// KeepUnsent keeps words that were sent with a dead session until their writer has
// signed in again; the returned cookie is all that leads to them. A note stays
// one. Faults: too many from ip, or too long.
func (auth *Auth) KeepUnsent(ctx context.Context, ip string, d desk.Draft) (cookie string, err error) {
	if err := d.Clean(); err != nil {
		return "", err
	}
	for _, rule := range []limits.Limit{limits.UnsentDrafts, limits.UnsentDrafts.Around(3)} {
		if err := auth.Limits.Allow(ctx, rule, ip); err != nil {
			return "", err
		}
	}
	cookie = newToken()
	_, err = auth.db.Exec(ctx, "INSERT INTO drafts (token_hash, ticket, subject, topic, body, key, details, note, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		hash(cookie), d.Ticket, d.Subject, d.Topic, d.Body, d.Key, d.Details, d.Note, db.Time(auth.now()))
	return cookie, err
}

// RestoreUnsent makes parked words the draft of a person who signed in, below what they
// had begun there. Without any it does nothing.
func (auth *Auth) RestoreUnsent(ctx context.Context, cookie string, personID int64) error {
	return auth.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		var parked, begun desk.Draft
		err := tx.NewRaw("DELETE FROM drafts WHERE token_hash = ? RETURNING ticket, subject, topic, body, key, details, note", hash(cookie)).
			Scan(ctx, &parked.Ticket, &parked.Subject, &parked.Topic, &parked.Body, &parked.Key, &parked.Details, &parked.Note)
		if db.Missing(err) {
			return nil
		} else if err != nil {
			return err
		}
		err = tx.NewSelect().Model(&begun).Where("person_id = ? AND ticket = ?", personID, parked.Ticket).Scan(ctx)
		if err != nil && !db.Missing(err) {
			return err
		}
		parked = below(begun, parked)
		_, err = tx.NewRaw(`INSERT INTO drafts (person_id, ticket, subject, topic, body, key, details, note, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (person_id, ticket) DO UPDATE SET subject = excluded.subject, topic = excluded.topic, body = excluded.body, key = excluded.key, details = excluded.details, note = excluded.note, updated_at = excluded.updated_at`,
			personID, parked.Ticket, parked.Subject, parked.Topic, parked.Body, parked.Key, parked.Details, parked.Note, db.Time(auth.now())).Exec(ctx)
		return err
	})
}

// below puts a draft below one that was begun before. Under the same key it is a later
// state of it, and takes its place.
func below(begun, draft desk.Draft) desk.Draft {
	if begun.Blank() || begun.Key == draft.Key {
		return draft
	}
	if begun.Subject != "" {
		if draft.Subject != "" && draft.Subject != begun.Subject {
			draft.Body = draft.Subject + "\n\n" + draft.Body
		}
		draft.Subject = begun.Subject
	}
	draft.Body, draft.Topic = desk.Trim(begun.Body+"\n\n"+draft.Body), cmp.Or(begun.Topic, draft.Topic)
	draft.Key, draft.Note = begun.Key, begun.Note || draft.Note
	details := desk.Details{}
	maps.Copy(details, begun.Details)
	maps.Copy(details, draft.Details)
	draft.Details = details
	return draft
}
