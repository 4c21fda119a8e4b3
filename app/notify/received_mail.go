package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/outbox"
)

// received sends the first mail to somebody who wrote without signing in: the
// number and the link. The address was only typed, so it holds none of the
// words that were typed with it, and takes its turn with others that never
// proved theirs.
func (n mailChannel) received(ctx context.Context, job outbox.Job) error {
	r, err := n.recipientIn(ctx, job)
	if err != nil || r == nil {
		return err
	}
	leaves := false
	err = n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		leaves, err = n.auth.Turns.MayLeave(ctx, tx, job, access.Newcomer{Email: r.Email}, r.Network, time.Time{})
		return err
	})
	if err != nil || !leaves {
		return err
	}
	v := n.localizer(r.Timezone, r.Locale, r.AskedIn)
	l := letter{
		ID: fmt.Sprint(job.ID, ".", job.Rounds), To: r.Email, Locale: v.Locale,
		Subject: v.T("mail.received.subject", "Number", r.Ticket),
		Lines:   []string{v.T("mail.received.thanks"), v.T("mail.received.stranger")},
		Button:  v.T("mail.ticket.button", "Number", r.Ticket),
		Foot:    []string{v.T("mail.noreply")},
	}
	var to receivedTo
	if err := job.Into(&to); err != nil {
		return outbox.Never(err)
	}
	if to.Last {
		l.Lines = append(l.Lines, v.T("mail.received.last"))
	}
	if err := n.lead(ctx, v, r, &l); err != nil {
		return err
	}
	return n.bounced(ctx, r.Ticket, n.send(ctx, l))
}
