package notify

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/app/words"
	"hilo/db"
)

// weight orders what a mail may say: solve over ask over reply. Zero is not told.
func weight(k desk.Kind) int {
	switch k {
	case desk.Replied, desk.Reopened:
		return 1
	case desk.Asked:
		return 2
	case desk.Solved, desk.Warned, desk.Closed:
		return 3
	}
	return 0
}

// sentence is the key of what a mail says of a kind.
func sentence(k desk.Kind) string {
	switch k {
	case desk.Asked:
		return "mail.alert.ask"
	case desk.Solved:
		return "mail.alert.solve"
	case desk.Warned:
		return "mail.alert.warned"
	case desk.Closed:
		return "mail.alert.closed"
	}
	return "mail.alert.reply"
}

// mail tells a person what they have not seen of a ticket, if it is time. The
// alert is noted after the server took the mail: a crash between repeats it
// with the same Message-ID.
func (n *Notifier) mail(ctx context.Context, job outbox.Job) error {
	var to mailTo
	if err := job.Into(&to); err != nil {
		return outbox.Never(err)
	}
	r, err := readerOf(ctx, n.db.Read, to.Ticket)
	if err != nil || r.Person != to.Person {
		return forgiven(err)
	}
	news, err := unseen(ctx, n.db.Read, r)
	if err != nil || len(news) == 0 {
		return err
	}
	if due := n.due(r, news[0].At); due.After(n.now()) {
		return outbox.Later(due)
	}
	// Not the job's rounds: a job put again while it runs goes on under its id,
	// and two different mails of one Message-ID would be shown as one.
	id := fmt.Sprint(job.ID, ".", news[0].Seq)
	l, err := n.alert(ctx, r, strongest(news), id)
	if err != nil {
		return err
	}
	if err := n.send(ctx, l); err != nil {
		return n.bounced(ctx, r.Ticket, err)
	}
	return n.alerted(ctx, r, news[len(news)-1].Seq)
}

// unseen are the entries that r should hear of, oldest first. Who was told,
// or answered, or looked, is not told again.
func unseen(ctx context.Context, idb bun.IDB, r *reader) (news []desk.Entry, err error) {
	var all []desk.Entry
	err = idb.NewSelect().Model(&all).Column("seq", "kind", "at").
		Where("ticket = ?", r.Ticket).Where("seq > ?", max(r.Seen, r.Alerted)).
		Where("author_id IS NULL OR author_id <> ?", r.Person).Order("seq").Scan(ctx)
	for _, e := range all {
		if weight(e.Kind) > 0 {
			news = append(news, e)
		}
	}
	return news, err
}

// strongest is the kind that the mail is worded by; among equals the last.
func strongest(news []desk.Entry) desk.Kind {
	kind := news[0].Kind
	for _, e := range news {
		if weight(e.Kind) >= weight(kind) {
			kind = e.Kind
		}
	}
	return kind
}

// alert is the mail itself: that something happened, and where.
func (n *Notifier) alert(ctx context.Context, r *reader, kind desk.Kind, id string) (letter, error) {
	v := n.voice(r.Timezone, r.Locale, r.AskedIn)
	l := letter{
		ID: id, To: r.Email, Locale: v.Locale,
		Subject: v.T("mail.alert.subject", "Number", r.Ticket),
		Lines:   []string{v.T(sentence(kind)), v.T("mail.alert.private")},
		Button:  v.T("mail.ticket.button"),
		Foot:    []string{v.T("mail.noreply")},
	}
	return l, n.lead(ctx, v, r, &l)
}

// lead gives l the way to the ticket: an account's, or a guest's own link.
func (n *Notifier) lead(ctx context.Context, v *words.Voice, r *reader, l *letter) error {
	if !r.guest() {
		l.Link = fmt.Sprint(n.url, "/tickets/", r.Ticket)
		return nil
	}
	l.Foot = append(l.Foot, v.T("mail.ticket.guest"))
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		token, err := n.gate.LinkWithID(ctx, tx, l.ID, r.Ticket, r.Person)
		l.Link = n.url + "/g/" + token
		return err
	})
}

func (n *Notifier) alerted(ctx context.Context, r *reader, seq int64) error {
	_, err := n.db.NewRaw(`INSERT INTO alerts (person_id, ticket, channel, seq, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person_id, ticket, channel) DO UPDATE SET seq = excluded.seq, at = excluded.at`,
		r.Person, r.Ticket, JobMail, seq, db.Time(n.now())).Exec(ctx)
	return err
}
