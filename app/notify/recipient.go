package notify

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/db"
)

// recipient is the requester of a ticket, with what they know of it and how they
// want to hear of it. It is the one place that decides who is told.
type recipient struct {
	Ticket    int64
	Subject   string // of the ticket
	SolvedSeq int64  // the proposal that waits for an answer
	Person    int64
	Proof     desk.Proof // the best so far
	Email     string
	Account   bool // they signed in once
	Timezone  string
	Locale    string // the person's choice
	AskedIn   string // the language of the request
	Network   string // keyed hash of where it came from
	Seen      int64
	Alerted   int64     // what was decided on: by mail
	AlertedAt time.Time `bun:",nullzero"`
	Pushed    int64     // and by push
	HeldAfter *int64    // what follows waits for the end of quiet hours
	Since     time.Time `bun:",nullzero"` // their first device; zero: there is none
	Unread    int       // tickets with something to read
	Level     Level
	MailOff   bool
	Choices
}

const recipientQuery = `SELECT t.number AS ticket, t.subject, t.solved_seq, t.requester_id AS person, t.proof, t.locale AS asked_in, t.network,
		p.email, p.account_at IS NOT NULL AS account, p.timezone, p.locale, coalesce(s.seq, 0) AS seen,
		coalesce(a.seq, 0) AS alerted, a.at AS alerted_at, coalesce(b.seq, 0) AS pushed, h.seq AS held_after,
		(SELECT min(d.created_at) FROM devices AS d WHERE d.person_id = p.id AND d.ticket IN (0, t.number)) AS since,
		` + desk.UnreadCount + ` AS unread, coalesce(m.level, 'all') AS level, coalesce(m.mail_off, FALSE) AS mail_off, ` + chosen + `
	FROM tickets AS t JOIN people AS p ON p.id = t.requester_id
	LEFT JOIN seen AS s ON s.person_id = p.id AND s.ticket = t.number
	LEFT JOIN alerts AS a ON a.person_id = p.id AND a.ticket = t.number AND a.channel = 'mail'
	LEFT JOIN alerts AS b ON b.person_id = p.id AND b.ticket = t.number AND b.channel = 'push'
	LEFT JOIN alerts AS h ON h.person_id = p.id AND h.ticket = t.number AND h.channel = 'held'
	LEFT JOIN mutes AS m ON m.person_id = p.id AND m.ticket = t.number
	LEFT JOIN notification_settings AS c ON c.person_id = p.id
	WHERE ` + desk.NotDisowned + ` AND `

// recipientOf returns the requester of a ticket as one who may be told.
func recipientOf(ctx context.Context, idb bun.IDB, ticket int64) (*recipient, error) {
	r := new(recipient)
	err := idb.NewRaw(recipientQuery+"t.number = ?", ticket).Scan(ctx, r)
	return r, err
}

type recipientShape struct{}

// recipientNow is that outside of a write.
func (n *Notifier) recipientNow(ctx context.Context, ticket int64) (*recipient, error) {
	r := new(recipient)
	return r, n.db.Kept(recipientShape{}, func(p *db.Places) schema.QueryAppender {
		return n.db.Read.NewRaw(recipientQuery+"t.number = ?", p.At(0))
	}).Scan(ctx, []any{ticket}, r)
}

// recipientIn is the recipient whom a job of ours is about; nil where there is nobody
// to tell any more.
func (n *Notifier) recipientIn(ctx context.Context, job outbox.Job) (*recipient, error) {
	var to mailTo
	if err := job.Into(&to); err != nil {
		return nil, outbox.Never(err)
	}
	r, err := n.recipientNow(ctx, to.Ticket)
	if err != nil || r.Person != to.Person {
		return nil, ignoreMissing(err)
	}
	return r, nil
}

// alerted is up to which entry a channel told them, or will not.
func (r *recipient) alerted(channel string) int64 {
	if channel == ByPush {
		return r.Pushed
	}
	return r.Alerted
}

// guest tells whether only a link leads the recipient to the ticket.
func (r *recipient) guest() bool { return r.Proof != desk.ProofSession }

// hears tells whether r wants to be told of a kind by a channel. Of a ticket that
// may be a stranger's no device hears; a mail goes whatever an account chose, for
// the one who asked may have no other way to hear.
func (r *recipient) hears(channel string, k desk.Kind) bool {
	if r.Proof == desk.ProofNone {
		return channel == ByMail && r.Level.lets(k) && !r.MailOff
	}
	return r.Level.lets(k) && r.Wants(k.PushVerb(), channel) && (channel != ByMail || !r.MailOff)
}

// unseenNews is what there is to tell: the entries, oldest first, and how far it was
// looked. What nobody wants to hear is passed over for good.
type unseenNews struct {
	news []desk.Entry
	last int64
}

// unseen is what r should hear of by a channel, of what follows after and r
// has not seen. Who answered, or looked, is not told.
func unseen(ctx context.Context, idb bun.IDB, r *recipient, channel string, after int64) (unseenNews, error) {
	all, err := unseenBy(ctx, idb, []*recipient{r}, channel, func(*recipient) int64 { return after })
	return all[r.Ticket], err
}

// unseenBy is unseen for one person's tickets at once, by their numbers.
func unseenBy(ctx context.Context, idb bun.IDB, recipients []*recipient, channel string, after func(*recipient) int64) (map[int64]unseenNews, error) {
	all, of := map[int64]unseenNews{}, map[int64]*recipient{}
	if len(recipients) == 0 {
		return all, nil
	}
	var entries []desk.Entry
	q := idb.NewSelect().Model(&entries).Column("ticket", "seq", "kind", "at", "body").
		Where("author_id IS NULL OR author_id <> ?", recipients[0].Person).Order("ticket", "seq")
	q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, r := range recipients {
			of[r.Ticket] = r
			q.WhereOr("ticket = ? AND seq > ?", r.Ticket, max(r.Seen, after(r)))
		}
		return q
	})
	err := q.Scan(ctx)
	for _, e := range entries {
		if e.Kind.Urgency() == desk.Untold {
			continue
		}
		r, t := of[e.Ticket], all[e.Ticket]
		t.last = e.Seq
		if r.hears(channel, e.Kind) && (channel != ByPush || !e.At.Before(r.Since)) {
			t.news = append(t.news, e)
		}
		all[e.Ticket] = t
	}
	return all, err
}

// strongest is the kind that the alert is worded by; among equals the last.
func (t unseenNews) strongest() desk.Kind {
	kind := t.news[0].Kind
	for _, e := range t.news {
		if e.Kind.Urgency() >= kind.Urgency() {
			kind = e.Kind
		}
	}
	return kind
}
