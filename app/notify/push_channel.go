package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
)

// since names what of a ticket a push is about: the entries after one.
type since struct {
	Ticket int64 `json:"ticket"`
	After  int64 `json:"after"`
}

// pushTo is the payload of JobDeliver.
type pushTo struct {
	Person  int64   `json:"person"`
	Device  string  `json:"device"`
	Tickets []since `json:"tickets"`
}

// pushChannel shows news on the devices that a person turned on.
type pushChannel struct{ *Notifier }

// Due lets the page show it first. Nobody is reached without a device, or in a
// ticket that may be a stranger's.
func (n pushChannel) Due(r *recipient, first time.Time) (at time.Time, reached bool) {
	return first.Add(n.opts.PushDelay), !r.Since.IsZero() && r.Proof != desk.ProofNone
}

// Tell lets each device be told; in quiet hours the news are kept for their end.
func (n pushChannel) Tell(ctx context.Context, _ outbox.Job, r *recipient, news unseenNews, told func(context.Context, bun.Tx) error) error {
	about := []since{{r.Ticket, news.news[0].Seq - 1}}
	end := r.until(n.now(), n.zone(r.Timezone))
	if end.IsZero() && r.HeldAfter != nil { // the night is just over: one push for all
		end = n.now()
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := told(ctx, tx); err != nil {
			return err
		}
		if !end.IsZero() {
			return n.hold(ctx, tx, r.Person, about, end)
		}
		return n.fanOutToDevices(ctx, tx, r.Person, about)
	})
}

// fanOutToDevices opens a job for each device that may hear of any of these tickets.
// One about the same ticket that could not reach its device yet goes on from
// where it began.
func (n pushChannel) fanOutToDevices(ctx context.Context, tx bun.Tx, person int64, about []since) error {
	var devices []Device
	err := tx.NewSelect().Model(&devices).Column("id", "ticket").Where("person_id = ?", person).Order("id").Scan(ctx)
	if err != nil {
		return err
	}
	var all []outbox.Promise
	for _, d := range devices {
		own, key, ticket := about, "", int64(0)
		if d.Ticket != 0 { // a guest's
			own = of(about, d.Ticket)
		}
		switch len(own) {
		case 0:
			continue
		case 1:
			ticket = own[0].Ticket
			key = fmt.Sprint(JobDeliver, "/", d.ID, "/", ticket)
		}
		all = append(all, outbox.Promise{Kind: JobDeliver, Key: key, Payload: pushTo{person, d.ID, own}, Ticket: ticket, Keep: true})
	}
	return outbox.Put(ctx, tx, n.now(), all...)
}

func of(about []since, ticket int64) []since {
	for _, a := range about {
		if a.Ticket == ticket {
			return []since{a}
		}
	}
	return nil
}
