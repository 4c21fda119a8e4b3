package notify

import (
	"context"
	"fmt"

	"hilo/app/access"
	"hilo/app/outbox"
)

// passkey tells a person of a new key to their account.
func (n *Notifier) passkey(ctx context.Context, job outbox.Job) error {
	var a access.SignedIn
	if err := job.Into(&a); err != nil {
		return outbox.Never(err)
	}
	var p struct{ Email, Locale, Timezone string }
	err := n.db.Read.NewRaw("SELECT email, locale, timezone FROM people WHERE id = ?", a.PersonID).Scan(ctx, &p)
	if err != nil {
		return forgiven(err)
	}
	v := n.voice(p.Timezone, p.Locale)
	return n.send(ctx, letter{
		ID: fmt.Sprint(job.ID, ".", job.Rounds), To: p.Email, Locale: v.Locale,
		Subject: v.T("mail.passkey.subject"),
		Lines: []string{
			v.T("mail.passkey.where", "Agent", agent(v, a.Agent), "When", n.when(v, a.At, p.Timezone)),
			v.T("mail.passkey.stranger"),
		},
		Button: v.T("mail.signedin.button"), Link: n.url + "/settings",
		Foot: []string{v.T("mail.noreply")},
	})
}
