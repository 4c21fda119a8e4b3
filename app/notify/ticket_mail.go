package notify

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/app/words"
)

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
	r, err := n.recipientIn(ctx, job)
	if err != nil || r == nil {
		return err
	}
	t, err := unseen(ctx, n.db.Read, r, JobMail, r.Alerted)
	if err != nil || t.last == 0 {
		return err
	}
	news := t.news
	if len(news) == 0 { // a guest's next mail need not wait for one that was none
		at := r.AlertedAt
		if at.IsZero() {
			at = n.now().Add(-n.opts.MailDelay)
		}
		return n.markAlerted(ctx, n.db, r, JobMail, t.last, at)
	}
	if due := n.due(r, news[0].At); due.After(n.now()) {
		return outbox.Later(due)
	}
	// Not the job's rounds: a job put again while it runs goes on under its id,
	// and two different mails of one Message-ID would be shown as one.
	id := fmt.Sprint(job.ID, ".", news[0].Seq)
	l, err := n.alert(ctx, r, t.strongest(), id)
	if err != nil {
		return err
	}
	if err := n.send(ctx, l); err != nil {
		return n.bounced(ctx, r.Ticket, err)
	}
	return n.markAlerted(ctx, n.db, r, JobMail, t.last, n.now())
}

// alert is the mail itself: that something happened, and where.
func (n *Notifier) alert(ctx context.Context, r *recipient, kind desk.Kind, id string) (letter, error) {
	v := n.localizer(r.Timezone, r.Locale, r.AskedIn)
	l := letter{
		ID: id, To: r.Email, Locale: v.Locale,
		Subject: v.T("mail.alert.subject", "Number", r.Ticket),
		Lines:   []string{v.T(sentence(kind)), v.T("mail.alert.private")},
		Button:  v.T("mail.ticket.button"),
		Foot:    []string{v.T("mail.noreply")},
		Off:     fmt.Sprint(n.url, "/u/", n.auth.Unsubscribe(r.Person, r.Ticket)),
	}
	err := n.lead(ctx, v, r, &l)
	return l, err
}

// lead gives l the way to the ticket: an account's, or a guest's own link.
func (n *Notifier) lead(ctx context.Context, v *words.Localizer, r *recipient, l *letter) error {
	if !r.guest() {
		l.Link = fmt.Sprint(n.url, "/tickets/", r.Ticket)
		return nil
	}
	l.Foot = append(l.Foot, v.T("mail.ticket.guest"))
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		token, err := n.auth.Link(ctx, tx, l.ID, r.Ticket, r.Person)
		l.Link = n.url + "/g/" + token
		return err
	})
}
