package notify

import (
	"context"
	"fmt"
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
func (n *Notifier) hold(ctx context.Context, tx bun.Tx, person int64, about []since, end time.Time) error {
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
func (n *Notifier) summary(ctx context.Context, job outbox.Job) error {
	var to mailTo
	if err := job.Into(&to); err != nil {
		return outbox.Never(err)
	}
	var waiting []*reader
	err := n.db.Read.NewRaw(reads+"p.id = ? AND h.seq IS NOT NULL ORDER BY t.number", to.Person).Scan(ctx, &waiting)
	if err != nil || len(waiting) == 0 {
		return err
	}
	if end := waiting[0].until(n.now(), n.zone(waiting[0].Timezone)); !end.IsZero() {
		return outbox.Later(end)
	}
	tells, err := unseenBy(ctx, n.db.Read, waiting, JobPush, func(r *reader) int64 { return *r.HeldAfter })
	if err != nil {
		return err
	}
	var about []since
	for _, r := range waiting {
		if news := tells[r.Ticket].news; len(news) > 0 {
			about = append(about, since{r.Ticket, news[0].Seq - 1})
		}
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw("DELETE FROM alerts WHERE person_id = ? AND channel = ?", to.Person, held).Exec(ctx); err != nil {
			return err
		}
		return n.toDevices(ctx, tx, to.Person, about)
	})
}
