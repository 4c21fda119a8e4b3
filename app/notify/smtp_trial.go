package notify

import (
	"context"
	"crypto/rand"
)

// Greet goes to the mail server and in, and tells why that cannot be.
func (n *Notifier) Greet(ctx context.Context) error { return n.opts.SMTP.Greet(ctx, n.host) }

// SendTrial sends an address a mail that says nothing but that mails arrive, in the first
// language. It needs no database.
func (n *Notifier) SendTrial(ctx context.Context, to string) error {
	v := n.localizer("")
	return mailChannel{n}.send(ctx, letter{
		ID: rand.Text(), To: to, Locale: v.Locale, Subject: v.T("mail.trial.subject"), Lines: trialLines(v),
		Button: v.T("mail.signedin.button"), Link: n.url + "/settings", Foot: []string{v.T("mail.noreply")},
	})
}
