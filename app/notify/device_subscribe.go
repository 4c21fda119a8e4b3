package notify

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/push"
	"hilo/app/withdrawn"
	"hilo/db"
)

const maxDevices = 10 // of a person

// ErrRemoved: the device was removed since its browser told of it; a tap there brings it back.
var ErrRemoved = errors.New("notify: the device was removed")

// Subscribe lets pushes go to the browser of a session. A device that was
// another's is theirs no longer, and what was about to be sent to it is not; of
// too many, the one renewed longest ago goes. Faults: Invalid (keys, address),
// Nobody (the session is over).
func (n *Notifier) Subscribe(ctx context.Context, s access.Session, sub push.Subscription) error {
	return n.subscribe(ctx, s, sub, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("DELETE FROM removals WHERE endpoint = ? OR session_id = ?", sub.Endpoint, s.ID).Exec(ctx)
		return err
	})
}

// Before is what a browser had in place of the subscription that it renews.
type Before struct {
	Endpoint string // that the push service gave up for this one; "": none, or nobody knows
	Lost     bool   // the browser has no other any more: whatever its session had is over
}

// Renew is Subscribe by a browser of itself, without a tap. ErrRemoved: it has to
// let its subscription go.
func (n *Notifier) Renew(ctx context.Context, s access.Session, sub push.Subscription, old Before) error {
	return n.subscribe(ctx, s, sub, func(ctx context.Context, tx bun.Tx) error {
		removed, err := tx.NewSelect().Table("removals").Where("(? OR endpoint IN (?, ?)) AND session_id = ?", old.Lost, sub.Endpoint, old.Endpoint, s.ID).Exists(ctx)
		if err == nil && removed {
			return ErrRemoved
		}
		if err == nil {
			_, err = tx.NewRaw("DELETE FROM devices WHERE (? OR endpoint = ?) AND endpoint <> ? AND session_id = ?", old.Lost, old.Endpoint, sub.Endpoint, s.ID).Exec(ctx)
		}
		return err
	})
}

// subscribe stores a subscription after what comes first in the same write.
func (n *Notifier) subscribe(ctx context.Context, s access.Session, sub push.Subscription, first func(context.Context, bun.Tx) error) error {
	switch err := n.opts.Push.Check(sub); {
	case errors.Is(err, push.ErrKeys):
		return fault.Say(fault.Invalid, "push.bad_keys")
	case err != nil:
		return fault.Say(fault.Invalid, "push.bad_endpoint")
	}
	return n.ring(s.PersonID, n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := first(ctx, tx); err != nil {
			return err
		}
		if err := withdrawn.Note(ctx, tx, n.now(), withdrawn.Device, "endpoint = ? AND (person_id <> ? OR ticket <> ?)", sub.Endpoint, s.PersonID, s.Ticket); err != nil {
			return err
		}
		if err := n.bind(ctx, tx, s.ID, sub); err != nil {
			return err
		}
		_, err := remove(ctx, tx, n.now(), `person_id = ? AND id NOT IN
			(SELECT id FROM devices WHERE person_id = ? ORDER BY renewed_at DESC, created_at DESC, id LIMIT ?)`,
			s.PersonID, s.PersonID, maxDevices)
		return err
	}))
}

// remove takes devices away for good: their browsers will be told when they next
// renew themselves. Out: whether there was one.
func remove(ctx context.Context, tx bun.Tx, now time.Time, where string, args ...any) (bool, error) {
	if err := withdrawn.Note(ctx, tx, now, withdrawn.Device, where, args...); err != nil {
		return false, err
	}
	_, err := tx.NewRaw("INSERT INTO removals (endpoint, session_id) SELECT endpoint, session_id FROM devices WHERE "+where+
		" ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id", args...).Exec(ctx)
	if err != nil {
		return false, err
	}
	return db.Changed(tx.NewRaw("DELETE FROM devices WHERE "+where, args...).Exec(ctx))
}

// bind stores a subscription for as long as the session is, in one statement.
func (n *Notifier) bind(ctx context.Context, tx bun.Tx, session string, sub push.Subscription) error {
	now := db.Time(n.now())
	kept, err := db.Changed(tx.NewRaw(`INSERT INTO devices AS d
			(id, session_id, person_id, ticket, endpoint, p256dh, auth, key_id, name, created_at, renewed_at)
		SELECT ?, s.id, s.person_id, s.ticket, ?, ?, ?, ?, s.browser, ?, ? FROM sessions AS s WHERE s.id = ? AND s.expires_at > ?
		ON CONFLICT (endpoint) DO UPDATE SET
			id = CASE WHEN d.person_id = excluded.person_id AND d.ticket = excluded.ticket THEN d.id ELSE excluded.id END,
			created_at = CASE WHEN d.person_id = excluded.person_id THEN d.created_at ELSE excluded.created_at END,
			delivered_at = CASE WHEN d.person_id = excluded.person_id THEN d.delivered_at END,
			session_id = excluded.session_id, person_id = excluded.person_id, ticket = excluded.ticket,
			p256dh = excluded.p256dh, auth = excluded.auth, key_id = excluded.key_id, name = excluded.name,
			renewed_at = excluded.renewed_at, failures = 0, failed_at = NULL`,
		rand.Text(), sub.Endpoint, sub.P256dh, sub.Auth, n.opts.Push.KeyID(), now, now, session, now).Exec(ctx))
	if err == nil && !kept {
		return fault.Say(fault.Nobody, "problem.nobody")
	}
	return err
}

// Unsubscribe forgets a device of the session's person by its endpoint. Others',
// and unknown ones, stay unmentioned.
func (n *Notifier) Unsubscribe(ctx context.Context, s access.Session, endpoint string) error {
	return n.ring(s.PersonID, n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := remove(ctx, tx, n.now(), "endpoint = ? AND person_id = ? AND (? = 0 OR session_id = ?)", endpoint, s.PersonID, s.Ticket, s.ID)
		return err
	}))
}

// RemoveDevice forgets a device of a person. Fault Unknown: it is not theirs.
func (n *Notifier) RemoveDevice(ctx context.Context, person int64, id string) error {
	return n.ring(person, n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		was, err := remove(ctx, tx, n.now(), "id = ? AND person_id = ?", id, person)
		if err == nil && !was {
			return fault.Hide()
		}
		return err
	}))
}
