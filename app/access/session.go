package access

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/withdrawn"
	"hilo/db"
)

// The kinds of session.
const (
	KindCustomer = "customer"
	KindStaff    = "staff"
	KindGuest    = "guest"
)

const day = 24 * time.Hour

// Sessions know the browsers that are let in.
type Sessions struct{ ground }

// Session is a browser that is let in.
type Session struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	ID        string `bun:",pk"` // public, for the person's list
	Hash      string // of the cookie
	Kind      string
	PersonID  int64
	Ticket    int64  // a guest's only ticket
	LinkID    string // the guest link it came by
	Browser   string // browser and system, in words
	ProvenAt  time.Time
	SeenAt    time.Time
	ExpiresAt time.Time

	Person *desk.Person `bun:"rel:belongs-to,join:person_id=id"`
	Unread int          `bun:",scanonly"`
}

// lives tells how long a kind of session lasts unseen, and at all.
func lives(kind string) (idle, absolute time.Duration) {
	switch kind {
	case KindCustomer:
		return 30 * day, 180 * day
	case KindStaff:
		return 12 * time.Hour, 7 * day
	default:
		return day, 7 * day
	}
}

// Left tells how long s has to live if it is not seen again. A staff session
// dies with the role.
func (s *Session) Left(now time.Time) time.Duration {
	if s.Kind == KindStaff && !s.Person.Role.Staff() {
		return 0
	}
	idle, _ := lives(s.Kind)
	return min(s.ExpiresAt.Sub(now), s.SeenAt.Add(idle).Sub(now))
}

// grant stores s with a new cookie, in place of the client's old session: no
// value that existed before the proof is worth anything after it.
func (sessions *Sessions) grant(ctx context.Context, tx bun.Tx, s *Session, v Client) (Grant, error) {
	cookie, now := sessions.cookie(v), db.Time(sessions.now())
	_, absolute := lives(s.Kind)
	s.ID, s.Hash, s.Browser = rand.Text(), hash(cookie), v.Browser
	s.ProvenAt, s.SeenAt, s.ExpiresAt = now, now, now.Add(absolute)
	ended, err := end(ctx, tx, now, "hash = ?", hash(v.Session))
	if err != nil {
		return Grant{}, err
	}
	_, err = tx.NewInsert().Model(s).Exec(ctx)
	return Grant{Cookie: cookie, Kind: s.Kind, MaxAge: absolute, ended: ended}, err
}

// find finds the session that where picks, with its person.
func (sessions *Sessions) find(ctx context.Context, where, value string) (*Session, error) {
	var row sessionRow
	err := sessions.db.Kept(sessionShape(where), func(p *db.Places) schema.QueryAppender {
		return sessions.db.Read.NewSelect().Model((*Session)(nil)).ColumnExpr("s.*").Relation("Person").
			ColumnExpr("(SELECT "+desk.UnreadCount+" FROM people AS p WHERE p.id = s.person_id) AS unread").
			Where(where, p.At(0))
	}).Scan(ctx, []any{value}, &row)
	row.Session.Person = &row.Whose
	return &row.Session, err
}

// sessionShape is that of the read of a session, by what picks it.
type sessionShape string

// sessionRow is a session as a kept read gives it.
type sessionRow struct {
	Session `bun:",extend"`
	Whose   desk.Person `bun:"embed:person__"`
}

// Of lists where a person is let in, last seen first.
func (sessions *Sessions) Of(ctx context.Context, personID int64) ([]Session, error) {
	var all, alive []Session
	err := sessions.db.Read.NewSelect().Model(&all).Relation("Person").Where("s.person_id = ?", personID).Order("s.seen_at DESC").Scan(ctx)
	for _, s := range all {
		if s.Left(sessions.now()) > 0 {
			alive = append(alive, s)
		}
	}
	return alive, err
}

// SignOut ends the session of a cookie, if there is one.
func (sessions *Sessions) SignOut(ctx context.Context, cookie string) error {
	_, err := sessions.end(ctx, "hash = ?", hash(cookie))
	return err
}

// Revoke ends one session of a person. Fault Unknown: it is not theirs.
func (sessions *Sessions) Revoke(ctx context.Context, personID int64, sessionID string) error {
	ended, err := sessions.end(ctx, "id = ? AND person_id = ?", sessionID, personID)
	if err == nil && len(ended) == 0 {
		return fault.Hide()
	}
	return err
}

// end ends the sessions that where picks, and their streams.
func (sessions *Sessions) end(ctx context.Context, where string, args ...any) (ended []string, err error) {
	err = sessions.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		ended, err = end(ctx, tx, sessions.now(), where, args...)
		return err
	})
	if err == nil {
		sessions.bell.Ring(ended...)
		sessions.box.Wake()
	}
	return ended, err
}

// end deletes the sessions that where picks and returns what rings once that is
// committed: their streams end, and others of theirs have fewer devices.
func end(ctx context.Context, tx bun.Tx, now time.Time, where string, args ...any) (topics []string, err error) {
	if err := withdrawn.Note(ctx, tx, now, withdrawn.Device, "session_id IN (SELECT id FROM sessions WHERE "+where+")", args...); err != nil {
		return nil, err
	}
	var gone []Session
	err = tx.NewRaw("DELETE FROM sessions WHERE "+where+" RETURNING id, person_id", args...).Scan(ctx, &gone)
	for _, s := range gone {
		topics = append(topics, SessionTopic(s.ID), desk.InboxChannel(s.PersonID))
	}
	return topics, err
}
