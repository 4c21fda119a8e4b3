package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/db"
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

// promisePush opens a job to show r's devices what began at first, if r has any.
func (n *Notifier) promisePush(ctx context.Context, tx bun.Tx, r *recipient, first time.Time) error {
	if r.Since.IsZero() || r.Proof == desk.ProofNone {
		return nil
	}
	return outbox.Put(ctx, tx, n.now(), outbox.Promise{
		Kind: JobPush, Key: fmt.Sprint(JobPush, "/", r.Person, "/", r.Ticket),
		Payload: mailTo{r.Person, r.Ticket}, Due: first.Add(n.opts.PushDelay),
	})
}

// fanOutToDevices promises each device of a person what they have not seen of a ticket,
// if it is time; in quiet hours it is kept for their end.
func (n *Notifier) fanOutToDevices(ctx context.Context, job outbox.Job) error {
	r, err := n.recipientIn(ctx, job)
	if err != nil || r == nil {
		return err
	}
	t, err := unseen(ctx, n.db.Read, r, JobPush, r.Pushed)
	if err != nil || t.last == 0 {
		return err
	}
	if len(t.news) == 0 {
		return n.markAlerted(ctx, n.db, r, JobPush, t.last, n.now())
	}
	if due := t.news[0].At.Add(n.opts.PushDelay); due.After(n.now()) {
		return outbox.Later(due)
	}
	about := []since{{r.Ticket, t.news[0].Seq - 1}}
	end := r.until(n.now(), n.zone(r.Timezone))
	if end.IsZero() && r.HeldAfter != nil { // the night is just over: one push for all
		end = n.now()
	}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := n.markAlerted(ctx, tx, r, JobPush, t.last, n.now()); err != nil {
			return err
		}
		if !end.IsZero() {
			return n.hold(ctx, tx, r.Person, about, end)
		}
		return n.toDevices(ctx, tx, r.Person, about)
	})
}

// toDevices opens a job for each device that may hear of any of these tickets.
// One about the same ticket that could not reach its device yet goes on from
// where it began.
func (n *Notifier) toDevices(ctx context.Context, tx bun.Tx, person int64, about []since) error {
	var devices []Device
	err := tx.NewSelect().Model(&devices).Column("id", "ticket").Where("person_id = ?", person).Order("id").Scan(ctx)
	if err != nil {
		return err
	}
	for _, d := range devices {
		own, key := about, ""
		if d.Ticket != 0 { // a guest's
			own = of(about, d.Ticket)
		}
		switch len(own) {
		case 0:
			continue
		case 1:
			key = fmt.Sprint(JobDeliver, "/", d.ID, "/", own[0].Ticket)
		}
		err := outbox.Put(ctx, tx, n.now(), outbox.Promise{
			Kind: JobDeliver, Key: key, Payload: pushTo{person, d.ID, own}, Keep: true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func of(about []since, ticket int64) []since {
	for _, a := range about {
		if a.Ticket == ticket {
			return []since{a}
		}
	}
	return nil
}

// markAlerted notes that all up to seq was told by a channel, or will not be.
func (n *Notifier) markAlerted(ctx context.Context, idb bun.IDB, r *recipient, channel string, seq int64, at time.Time) error {
	_, err := idb.NewRaw(`INSERT INTO alerts (person_id, ticket, channel, seq, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person_id, ticket, channel) DO UPDATE SET seq = excluded.seq, at = excluded.at`,
		r.Person, r.Ticket, channel, seq, db.Time(at)).Exec(ctx)
	return err
}
