package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hilo/app/access"
	"hilo/app/outbox"
	"hilo/app/words"
)

// code sends a verification code. One that is no longer good is not sent: the
// person has asked for another, or has gone.
func (n *Notifier) code(ctx context.Context, job outbox.Job) error {
	c, err := n.gate.Reveal(job.Payload)
	if err != nil {
		return outbox.Never(errors.New("the code cannot be read: was the secret file changed?"))
	}
	if !n.now().Before(c.ExpiresAt) {
		return nil
	}
	var p struct{ Locale, Timezone string } // empty for somebody new
	err = n.db.Read.NewRaw("SELECT locale, timezone FROM people WHERE email = ?", c.Email).Scan(ctx, &p)
	if forgiven(err) != nil {
		return err
	}
	v := n.voice(p.Timezone, p.Locale, c.Locale)
	says := v.T("mail.code.signin")
	if c.Purpose == access.ToErase {
		says = v.T("mail.code.erasure")
	}
	if c.TicketNumber != 0 {
		says = v.T("mail.code.ticket", "Number", c.TicketNumber)
	}
	l := letter{
		ID: fmt.Sprint(job.ID, ".", job.Rounds), To: c.Email, Locale: v.Locale,
		Subject: v.T("mail.code.subject"),
		Code:    access.ShowCode(c.Code),
		Lines: []string{
			says,
			v.T("mail.code.asked", "Agent", agent(v, c.Agent), "When", v.FullZone(c.At)),
			v.T("mail.code.lasts", "Count", int(c.ExpiresAt.Sub(c.At).Round(time.Minute).Minutes())),
			v.T("mail.code.nobody"),
			v.T("mail.code.stranger"),
		},
		Foot: []string{v.T("mail.noreply")},
	}
	if c.RevokeURL != "" {
		l.Lines[len(l.Lines)-1] = v.T("mail.code.guest_stranger")
		l.Button, l.Link = v.T("mail.code.revoke"), n.url+c.RevokeURL
	}
	if c.TicketNumber == 0 {
		return n.send(ctx, l)
	}
	return n.bounced(ctx, c.TicketNumber, n.send(ctx, l))
}

// account tells a person of what happened to their account: "signedin" or
// "passkey", as the catalogue calls it.
func (n *Notifier) account(what string) outbox.Handler {
	return func(ctx context.Context, job outbox.Job) error {
		var a access.SignedIn
		if err := job.Into(&a); err != nil {
			return outbox.Never(err)
		}
		return n.toSettings(ctx, job, a.PersonID, "mail."+what+".subject", func(v *words.Voice) []string {
			where := v.T("mail."+what+".where", "Agent", agent(v, a.Agent), "When", v.FullZone(a.At))
			return []string{where, v.T("mail." + what + ".stranger")}
		})
	}
}

// toSettings sends a person a mail about their account, which leads to the
// settings. To who is gone it sends none.
func (n *Notifier) toSettings(ctx context.Context, job outbox.Job, person int64, subject string, says func(*words.Voice) []string) error {
	var p struct{ Email, Locale, Timezone string }
	err := n.db.Read.NewRaw("SELECT email, locale, timezone FROM people WHERE id = ?", person).Scan(ctx, &p)
	if err != nil {
		return forgiven(err)
	}
	v := n.voice(p.Timezone, p.Locale)
	return n.send(ctx, letter{
		ID: fmt.Sprint(job.ID, ".", job.Rounds), To: p.Email, Locale: v.Locale,
		Subject: v.T(subject), Lines: says(v),
		Button: v.T("mail.signedin.button"), Link: n.url + "/settings",
		Foot: []string{v.T("mail.noreply")},
	})
}

func agent(v *words.Voice, name string) string {
	if name == "" {
		return v.T("mail.agent.unknown")
	}
	return name
}
