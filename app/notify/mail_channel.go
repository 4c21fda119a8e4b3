package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/app/words"
)

// mailChannel sends a mail: that there is news, and the way to it.
type mailChannel struct{ *Notifier }

// Due lets a customer wait for a while in which the page may show it; a guest
// hears at once, and then as often at most.
func (n mailChannel) Due(r *recipient, first time.Time) (at time.Time, reached bool) {
	wait := n.opts.MailDelay
	if !r.guest() {
		return first.Add(wait), true
	}
	if next := r.AlertedAt.Add(wait); !r.AlertedAt.IsZero() && !r.AlertedAt.After(n.now()) && next.After(first) {
		return next, true
	}
	return first, true
}

// Tell notes the alert after the server took the mail: a crash between repeats it
// with the same Message-ID.
func (n mailChannel) Tell(ctx context.Context, job outbox.Job, r *recipient, news unseenNews, told func(context.Context, bun.Tx) error) error {
	// Not the job's rounds: a job put again while it runs goes on under its id,
	// and two different mails of one Message-ID would be shown as one.
	id := fmt.Sprint(job.ID, ".", news.news[0].Seq)
	l, err := n.alert(ctx, r, news.strongest(), id)
	if err != nil {
		return err
	}
	if err := n.send(ctx, l); err != nil {
		return n.bounced(ctx, r.Ticket, err)
	}
	return n.db.Write(ctx, told)
}

// alert is the mail itself: that something happened, and where; to an account that
// chose so, also what the ticket is about.
func (n mailChannel) alert(ctx context.Context, r *recipient, kind desk.Kind, id string) (letter, error) {
	v := n.localizer(r.Timezone, r.Locale, r.AskedIn)
	l := letter{
		ID: id, To: r.Email, Locale: v.Locale,
		Subject: v.T("mail.alert.subject", "Number", r.Ticket),
		Lines:   []string{v.T(sentence(kind)), v.T("mail.alert.private")},
		Button:  v.T("mail.ticket.button", "Number", r.Ticket),
		Foot:    []string{v.T("mail.noreply")},
		Off:     fmt.Sprint(n.url, "/u/", n.auth.Unsubscribe(r.Person, r.Ticket)),
	}
	if r.MailSubject && !r.guest() {
		l.Lines = slices.Insert(l.Lines, 0, v.T("mail.alert.about", "Subject", desk.Isolated(unlinked.Replace(r.Subject))))
	}
	err := n.lead(ctx, v, r, &l)
	return l, err
}

// unlinked is what a person typed, in which no mail program finds an address to lead to:
// a mail has one link, and it is ours. What no one sees stands between.
var unlinked = strings.NewReplacer(".", ".\u200b", "/", "/\u200b", "@", "@\u200b", ":", ":\u200b")

// lead gives l the way to the ticket: an account's, or a guest's own link.
func (n mailChannel) lead(ctx context.Context, v *words.Localizer, r *recipient, l *letter) error {
	if !r.guest() {
		l.Link = fmt.Sprint(n.url, "/tickets/", r.Ticket)
		return nil
	}
	l.Foot = append(l.Foot, v.T("mail.ticket.guest"))
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		token, err := n.auth.Guests.Link(ctx, tx, l.ID, r.Ticket, r.Person)
		l.Link = n.url + "/g/" + token
		return err
	})
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
