package access

import (
	"context"
	"log/slog"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

const freshness = 10 * time.Minute // of seen_at

// Viewer is who looks.
type Viewer struct {
	Session    Session
	desk.Actor        // on the requester's side, until a route of the desk says otherwise
	Unread     int    // tickets with something to read; 0 for guests
	AsOf       uint64 // the ring before it was read: all of it holds until the next
}

// Viewer finds who holds a session cookie, in one query. Fault Nobody: none
// does, or the session is over.
func (sessions *Sessions) Viewer(ctx context.Context, cookie string) (Viewer, error) {
	asOf := sessions.bell.Rung()
	s, err := sessions.find(ctx, "s.hash = ?", hash(cookie))
	if err != nil && !db.Missing(err) {
		return Viewer{}, err
	}
	if err != nil || s.Left(sessions.now()) <= 0 {
		return Viewer{}, fault.Say(fault.Nobody, "problem.nobody")
	}
	sessions.saw(ctx, s)
	v := Viewer{Session: *s, Actor: s.actor(), Unread: s.Unread, AsOf: asOf}
	if s.Kind == KindGuest {
		v.Unread = 0
	}
	return v, nil
}

// actor is whom the session lets act.
func (s *Session) actor() desk.Actor {
	switch s.Kind {
	case KindGuest:
		return desk.Guest(*s.Person, s.Ticket)
	case KindStaff:
		return desk.SignedIn(*s.Person)
	}
	a := desk.SignedIn(*s.Person)
	a.Role = desk.Customer // only a staff session, which is shorter, opens the desk
	return a
}

// saw keeps the session from idling out. It is not worth a write each time,
// nor the page when the disk is full.
func (sessions *Sessions) saw(ctx context.Context, s *Session) {
	now := db.Time(sessions.now())
	if now.Sub(s.SeenAt) < freshness {
		return
	}
	_, err := sessions.db.Exec(ctx, "UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?", now, s.ID, now)
	if err != nil {
		slog.WarnContext(ctx, "session not marked as seen", "error", err)
	}
}

// SessionTopic is what rings when a session ends.
func SessionTopic(id string) string { return "session/" + id }

// SessionsTopic is what rings when any session may have ended, without a word of which.
const SessionsTopic = "sessions"

// Alive tells a stream whether its session still is, and when to look again.
// If the database does not say, it is not.
func (sessions *Sessions) Alive(ctx context.Context, sessionID string) (expiresIn time.Duration, ok bool) {
	s, err := sessions.find(ctx, "s.id = ?", sessionID)
	if err != nil {
		return 0, false
	}
	expiresIn = s.Left(sessions.now())
	return max(expiresIn, 0), expiresIn > 0
}
