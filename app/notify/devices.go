package notify

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/push"
	"hilo/db"
)

// Device is a browser that takes our pushes. It belongs to the session that
// turned it on and ends with it.
type Device struct {
	bun.BaseModel `bun:"table:devices,alias:d"`

	ID          string `bun:",pk"` // public
	SessionID   string
	PersonID    int64
	Ticket      int64 // a guest's only ticket
	Endpoint    string
	P256dh      string
	Auth        string
	KeyID       string
	Name        string
	CreatedAt   time.Time
	RenewedAt   time.Time
	DeliveredAt time.Time `bun:",nullzero"`
	Failures    int       // since then
	FailedAt    time.Time `bun:",nullzero"`
}

func (d *Device) subscription() push.Subscription {
	return push.Subscription{Endpoint: d.Endpoint, P256dh: d.P256dh, Auth: d.Auth}
}

// Devices are those of an account, the last renewed first. What a guest of the
// same address turned on is theirs.
func (n *Notifier) Devices(ctx context.Context, person int64) ([]Device, error) {
	return n.devicesOf(ctx, access.Session{PersonID: person})
}

// devicesOf are those that a session may manage: of an account all, of a guest its own.
func (n *Notifier) devicesOf(ctx context.Context, s access.Session) (all []Device, err error) {
	q := n.db.Read.NewSelect().Model(&all).Where("person_id = ? AND ticket = ?", s.PersonID, s.Ticket)
	if s.Ticket != 0 {
		q.Where("session_id = ?", s.ID)
	}
	if err = q.Order("renewed_at DESC", "id").Scan(ctx); err != nil {
		return nil, err
	}
	return n.living(ctx, all)
}

// devicesFor are those that may hear of a ticket of their person, and that take
// the key that we sign with.
func (n *Notifier) devicesFor(ctx context.Context, person, ticket int64) (all []Device, err error) {
	err = n.db.Read.NewSelect().Model(&all).Where("person_id = ? AND ticket IN (0, ?)", person, ticket).
		Where("key_id = ?", n.opts.Push.KeyID()).Order("renewed_at DESC", "id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	return n.living(ctx, all)
}

// DevicesByKey counts the devices that take what a key signs, and those that do not.
func DevicesByKey(ctx context.Context, d *db.DB, key string) (with, without int64, err error) {
	err = d.Read.NewRaw("SELECT coalesce(sum(CASE WHEN key_id = ?0 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN key_id = ?0 THEN 0 ELSE 1 END), 0) FROM devices", key).Scan(ctx, &with, &without)
	return with, without, err
}

// living leaves out devices, all of one person, whose session is over and not swept yet.
func (n *Notifier) living(ctx context.Context, all []Device) ([]Device, error) {
	if len(all) == 0 {
		return nil, nil
	}
	sessions, err := n.auth.Sessions.Of(ctx, all[0].PersonID)
	return slices.DeleteFunc(all, func(d Device) bool {
		return !slices.ContainsFunc(sessions, func(s access.Session) bool { return s.ID == d.SessionID })
	}), err
}

// deviceFor is one of devicesFor; nil when it is no longer.
func (n *Notifier) deviceFor(ctx context.Context, id string, person, ticket int64) (*Device, error) {
	all, err := n.devicesFor(ctx, person, ticket)
	for i := range all {
		if all[i].ID == id {
			return &all[i], err
		}
	}
	return nil, err
}
