package notify

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
)

// reader is the requester of a ticket, with what they know of it and how they
// want to hear of it. It is the one place that decides who is told.
type reader struct {
	Ticket    int64
	SolvedSeq int64 // the proposal that waits for an answer
	Person    int64
	Proof     desk.Proof // the best so far
	Email     string
	Timezone  string
	Locale    string // the person's choice
	AskedIn   string // the language of the request
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

const reads = `SELECT t.number AS ticket, t.solved_seq, t.requester_id AS person, t.proof, t.locale AS asked_in,
		p.email, p.timezone, p.locale, coalesce(s.seq, 0) AS seen,
		coalesce(a.seq, 0) AS alerted, a.at AS alerted_at, coalesce(b.seq, 0) AS pushed, h.seq AS held_after,
		(SELECT min(d.created_at) FROM devices AS d WHERE d.person_id = p.id AND d.ticket IN (0, t.number)) AS since,
		` + desk.UnreadCount + ` AS unread, coalesce(m.level, 'all') AS level, coalesce(m.mail_off, FALSE) AS mail_off, ` + chosen + `
	FROM tickets AS t JOIN people AS p ON p.id = t.requester_id
	LEFT JOIN seen AS s ON s.person_id = p.id AND s.ticket = t.number
	LEFT JOIN alerts AS a ON a.person_id = p.id AND a.ticket = t.number AND a.channel = 'mail'
	LEFT JOIN alerts AS b ON b.person_id = p.id AND b.ticket = t.number AND b.channel = 'push'
	LEFT JOIN alerts AS h ON h.person_id = p.id AND h.ticket = t.number AND h.channel = 'held'
	LEFT JOIN mutes AS m ON m.person_id = p.id AND m.ticket = t.number
	LEFT JOIN choices AS c ON c.person_id = p.id
	WHERE t.proof <> 'denied' AND `

// readerOf returns the requester of a ticket as one who may be told.
func readerOf(ctx context.Context, idb bun.IDB, ticket int64) (*reader, error) {
	r := new(reader)
	err := idb.NewRaw(reads+"t.number = ?", ticket).Scan(ctx, r)
	return r, err
}

// guest tells whether only a link leads the reader to the ticket.
func (r *reader) guest() bool { return r.Proof != desk.ProofSession }

// hears tells whether r wants to be told of a kind by a channel.
func (r *reader) hears(channel string, k desk.Kind) bool {
	return r.Level.lets(k) && r.by(channel, k) && (channel != JobMail || !r.MailOff)
}

// tell is what there is to tell: the entries, oldest first, and how far it was
// looked. What nobody wants to hear is passed over for good.
type tell struct {
	news []desk.Entry
	last int64
}

// unseen is what r should hear of by a channel, of what follows after and r
// has not seen. Who answered, or looked, is not told.
func unseen(ctx context.Context, idb bun.IDB, r *reader, channel string, after int64) (t tell, err error) {
	var all []desk.Entry
	err = idb.NewSelect().Model(&all).Column("seq", "kind", "at", "body").
		Where("ticket = ?", r.Ticket).Where("seq > ?", max(r.Seen, after)).
		Where("author_id IS NULL OR author_id <> ?", r.Person).Order("seq").Scan(ctx)
	for _, e := range all {
		if weight(e.Kind) == 0 {
			continue
		}
		t.last = e.Seq
		if r.hears(channel, e.Kind) && (channel != JobPush || !e.At.Before(r.Since)) {
			t.news = append(t.news, e)
		}
	}
	return t, err
}

// strongest is the kind that the alert is worded by; among equals the last.
func (t tell) strongest() desk.Kind {
	kind := t.news[0].Kind
	for _, e := range t.news {
		if weight(e.Kind) >= weight(kind) {
			kind = e.Kind
		}
	}
	return kind
}
