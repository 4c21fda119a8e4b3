package notify

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/app/push"
)

// patientFor is how long a push service that asks for time gets it; after that,
// and where it does not say how much, it counts as one that fails: an alert that
// waits is soon no alert.
const patientFor = 24 * time.Hour

// ticketNews is what a device is shown of one ticket.
type ticketNews struct {
	*recipient
	unseenNews
}

// deliver shows one device what its person has still not seen.
func (n pushChannel) deliver(ctx context.Context, job outbox.Job) error {
	var to pushTo
	if err := job.Into(&to); err != nil {
		return outbox.Never(err)
	}
	var one int64
	if len(to.Tickets) == 1 {
		one = to.Tickets[0].Ticket
	}
	d, err := n.deviceFor(ctx, to.Device, to.Person, one)
	if err != nil || d == nil {
		return err
	}
	all, err := n.ticketNewsOf(ctx, to)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return nil
	}
	if end := all[0].until(n.now(), n.zone(all[0].Timezone)); !end.IsZero() {
		return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return n.hold(ctx, tx, to.Person, to.Tickets, end) })
	}
	return n.settle(job, n.show(ctx, d, all))
}

// ticketNewsOf are what the person of a push has not seen of its tickets; what is
// gone by now, or another's, is left out.
func (n pushChannel) ticketNewsOf(ctx context.Context, to pushTo) (all []ticketNews, err error) {
	after := map[int64]int64{}
	for _, a := range to.Tickets {
		after[a.Ticket] = a.After
	}
	var recipients []*recipient
	err = n.db.Read.NewRaw(recipientQuery+"p.id = ? AND t.number IN (?) ORDER BY t.number", to.Person, bun.List(slices.Collect(maps.Keys(after)))).Scan(ctx, &recipients)
	if err != nil {
		return nil, err
	}
	news, err := unseenBy(ctx, n.db.Read, recipients, ByPush, func(r *recipient) int64 { return after[r.Ticket] })
	for _, r := range recipients {
		if t := news[r.Ticket]; len(t.news) > 0 {
			all = append(all, ticketNews{r, t})
		}
	}
	return all, err
}

// show pushes the news to d. Where the push service finds it too long, it
// is said in fewer words.
func (n pushChannel) show(ctx context.Context, d *Device, all []ticketNews) error {
	notice, m := n.notice(d, all)
	m.Payload = notice.Bytes()
	err := n.push(ctx, d, m)
	if !errors.Is(err, push.ErrTooLarge) {
		return err
	}
	notice.Body, notice.Actions = "", nil
	m.Payload = notice.Bytes()
	return n.push(ctx, d, m)
}

// settle turns how a push went into what the outbox should do.
func (n pushChannel) settle(job outbox.Job, err error) error {
	busy := new(push.Busy)
	switch {
	case errors.Is(err, push.ErrGone): // forgotten by now
		return nil
	case errors.Is(err, push.ErrTooLarge):
		return outbox.Never(err)
	case errors.As(err, &busy) && busy.After > 0 && n.now().Sub(job.CreatedAt) < patientFor:
		return outbox.Later(n.now().Add(busy.After))
	}
	return err
}
