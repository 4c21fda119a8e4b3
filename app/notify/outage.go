package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"hilo/app/outbox"
)

// outage is why no mail leaves, whoever it is for.
type outage struct{ error }

func (o outage) Unwrap() error { return o.error }

// Outage is that mails do not go out, since when and why, in the words of the log.
type Outage struct {
	Since time.Time
	Why   string
}

// Outage is what keeps mails from leaving now; nil where one went last.
func (n *Notifier) Outage() *Outage { return n.outage.Load() }

// noteOutage keeps how the last mail went: nil ends an outage, and what is wrong with one
// recipient is none.
func (n *Notifier) noteOutage(err error) {
	switch now := n.outage.Load(); {
	case err == nil:
		n.outage.Store(nil)
	case !errors.As(err, new(outage)):
	case now == nil:
		n.outage.Store(&Outage{n.now(), err.Error()})
	default:
		n.outage.Store(&Outage{now.Since, err.Error()})
	}
}

// undelivered tells staff in a ticket that its requester was not reached.
func (n *Notifier) undelivered(ctx context.Context, job outbox.Job) error {
	var dead outbox.GivenUp
	if err := job.Into(&dead); err != nil {
		return outbox.Never(err)
	}
	if !slices.Contains([]string{ByMail, JobReceived, ByPush, JobDeliver}, dead.Kind) {
		return nil
	}
	return n.desk.NotReached(ctx, dead.Ticket)
}
