package notify

import (
	"context"
	"errors"
	"time"

	"hilo/app/push"
	"hilo/db"
)

const (
	maxInner     = 3 // a name may lead inside by somebody's mistake, not for ever
	afterClosing = 30 * 24 * time.Hour
)

// push sends m to d and notes how it went. The errors are those of Sender.Send;
// after ErrGone, and after ErrInner for the third time, the device is forgotten.
func (n pushChannel) push(ctx context.Context, d *Device, m push.Message) error {
	_, err := n.try(ctx, d, m)
	return err
}

// try is push, and tells the status that the push service answered with.
func (n pushChannel) try(ctx context.Context, d *Device, m push.Message) (status int, err error) {
	status, sent := n.opts.Push.Send(ctx, d.subscription(), m)
	n.PushCounts.note(sent, refusedPush(sent))
	if err := n.noted(context.WithoutCancel(ctx), d, sent); err != nil {
		return status, errors.Join(sent, err)
	}
	return status, sent
}

// noted stores what became of a push, unless the device was renewed or changed hands meanwhile.
func (n pushChannel) noted(ctx context.Context, d *Device, sent error) (err error) {
	now, same := db.Time(n.now()), " WHERE id = ? AND p256dh = ?"
	switch {
	case sent == nil:
		_, err = n.db.Exec(ctx, "UPDATE devices SET delivered_at = ?, failures = 0, failed_at = NULL"+same, now, d.ID, d.P256dh)
	case errors.Is(sent, context.Canceled): // we stop, it did not fail
	case errors.Is(sent, push.ErrGone), errors.Is(sent, push.ErrInner) && d.Failures+1 >= maxInner:
		// Not for good: it may be our clock or key that is wrong, and its browser tells again.
		_, err = n.db.Exec(ctx, "DELETE FROM devices"+same, d.ID, d.P256dh)
		err = n.ring(d.PersonID, err)
	default:
		_, err = n.db.Exec(ctx, "UPDATE devices SET failures = failures + 1, failed_at = ?"+same, now, d.ID, d.P256dh)
	}
	return err
}

// SweepDevices forgets guests' devices whose ticket was closed long ago.
func (n *Notifier) SweepDevices(ctx context.Context) error {
	_, err := n.db.Exec(ctx, "DELETE FROM devices WHERE ticket IN (SELECT number FROM tickets WHERE status = 'closed' AND updated_at < ?)",
		db.Time(n.now().Add(-afterClosing)))
	return err
}
