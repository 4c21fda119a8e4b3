package access

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/db"
)

const (
	unsentLife = 24 * time.Hour
	draftLife  = 30 * 24 * time.Hour // also of files that wait to be sent
)

// KeepUnsent keeps words that were sent with a dead session until their writer has
// signed in again; the returned cookie is all that leads to them. ticket 0 is
// a new ticket; a note stays one. Faults: too many from ip, or too long.
func (auth *Auth) KeepUnsent(ctx context.Context, ip string, ticket int64, body, key string, note bool) (cookie string, err error) {
	body, err = desk.Clean("body", body)
	if err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(body); n > desk.MaxBody {
		return "", fault.Mend("body", "desk.body.long", "Length", n, "Max", desk.MaxBody)
	}
	if len(key) > desk.MaxKey {
		return "", fault.Mend("key", "desk.key.long")
	}
	for _, rule := range []limits.Limit{limits.UnsentDrafts, limits.UnsentDrafts.Around(3)} {
		if err := auth.Limits.Allow(ctx, rule, ip); err != nil {
			return "", err
		}
	}
	cookie = newToken()
	_, err = auth.db.NewRaw("INSERT INTO drafts (token_hash, ticket, body, key, note, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
		hash(cookie), ticket, body, key, note, db.Time(auth.now())).Exec(ctx)
	return cookie, err
}

// RestoreUnsent makes parked words the draft of a person who signed in, below what they
// had begun there. Without any it does nothing.
func (auth *Auth) RestoreUnsent(ctx context.Context, cookie string, personID int64) error {
	return auth.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		var parked, begun desk.Draft
		err := tx.NewRaw("DELETE FROM drafts WHERE token_hash = ? RETURNING ticket, body, key, note", hash(cookie)).
			Scan(ctx, &parked.Ticket, &parked.Body, &parked.Key, &parked.Note)
		if db.Missing(err) {
			return nil
		} else if err != nil {
			return err
		}
		err = tx.NewSelect().Model(&begun).Where("person_id = ? AND ticket = ?", personID, parked.Ticket).Scan(ctx)
		if err != nil && !db.Missing(err) {
			return err
		}
		if begun.Body != "" && begun.Key != parked.Key { // under the same key they are a later state of it
			parked.Body, parked.Key, parked.Note = begun.Body+"\n\n"+parked.Body, begun.Key, begun.Note || parked.Note
		}
		_, err = tx.NewRaw(`INSERT INTO drafts (person_id, ticket, body, key, note, updated_at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (person_id, ticket) DO UPDATE SET body = excluded.body, key = excluded.key, note = excluded.note, updated_at = excluded.updated_at`,
			personID, parked.Ticket, parked.Body, parked.Key, parked.Note, db.Time(auth.now())).Exec(ctx)
		return err
	})
}
