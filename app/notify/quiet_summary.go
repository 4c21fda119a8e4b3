package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// held is the channel of alerts that wait for the end of quiet hours.
const held = "held"

func summaryKey(person int64) string { return fmt.Sprint(JobSummary, "/", person) }

// hold keeps what a push is about until the quiet hours end. What waits
// already waits from where it began.
func (n pushChannel) hold(ctx context.Context, tx bun.Tx, person int64, about []since, end time.Time) error {
	for _, a := range about {
		_, err := tx.NewRaw(`INSERT INTO alerts (person_id, ticket, channel, seq, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (person_id, ticket, channel) DO UPDATE SET seq = excluded.seq WHERE alerts.seq > excluded.seq`,
			person, a.Ticket, held, a.After, db.Time(n.now())).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return outbox.Put(ctx, tx, n.now(), outbox.Promise{
		Kind: JobSummary, Key: summaryKey(person), Payload: mailTo{Person: person}, Due: end,
	})
}

// summary promises each device one push for all that quiet hours held.
func (n pushChannel) summary(ctx context.Context, job outbox.Job) error {
	var to mailTo
	if err := job.Into(&to); err != nil {
		return outbox.Never(err)
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		waiting, err := release(ctx, tx, to.Person)
		if err != nil || len(waiting) == 0 {
			return err
		}
		if end := waiting[0].until(n.now(), n.zone(waiting[0].Timezone)); !end.IsZero() {
			return outbox.Later(end) // and nothing was released
		}
		news, err := unseenBy(ctx, tx, waiting, ByPush, func(r *recipient) int64 { return *r.HeldAfter })
		if err != nil {
			return err
		}
		var about []since
		for _, r := range waiting {
			if news := news[r.Ticket].news; len(news) > 0 {
				about = append(about, since{r.Ticket, news[0].Seq - 1})
			}
		}
		return n.fanOutToDevices(ctx, tx, to.Person, about)
	})
}

// release lets go of what is held for a person. Out: those who are told of what, by
// tickets; what another job holds from now on is not among it, and stays.
func release(ctx context.Context, tx bun.Tx, person int64) (waiting []*recipient, err error) {
	var freed []since
	err = tx.NewRaw("DELETE FROM alerts WHERE person_id = ? AND channel = ? RETURNING ticket, seq AS after", person, held).Scan(ctx, &freed)
	if err != nil || len(freed) == 0 {
		return nil, err
	}
	after := map[int64]*int64{}
	for _, f := range freed {
		after[f.Ticket] = &f.After
	}
	err = tx.NewRaw(recipientQuery+"p.id = ? AND t.number IN (?) ORDER BY t.number", person, bun.List(slices.Collect(maps.Keys(after)))).Scan(ctx, &waiting)
	for _, r := range waiting {
		r.HeldAfter = after[r.Ticket]
	}
	return waiting, err
}
