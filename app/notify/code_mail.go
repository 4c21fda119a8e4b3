package notify

import (
	"context"
	"fmt"
	"time"

	"hilo/app/access"
	"hilo/app/outbox"
	"hilo/app/words"
)

// code sends a verification code. One that nobody waits for any more is not
// sent, and one whose turn has not come leaves later.
func (n mailChannel) code(ctx context.Context, job outbox.Job) error {
	c, err := n.auth.Codes.Draw(ctx, job)
	if err == nil && c == nil && job.Tries > 0 { // it never left, and nobody waits for it now
		return outbox.Never(fmt.Errorf("the code ran out meanwhile: %s", job.LastError))
	}
	if err != nil || c == nil {
		return err
	}
	var p struct{ Locale, Timezone string } // empty for somebody new
	err = n.db.Read.NewRaw("SELECT locale, timezone FROM people WHERE email = ?", c.Email).Scan(ctx, &p)
	if ignoreMissing(err) != nil {
		return err
	}
	v := n.localizer(p.Timezone, p.Locale, c.Locale)
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
			v.T("mail.code.asked", "Agent", browserName(v, c.Browser), "When", v.FullZone(c.At)),
			v.T("mail.code.lasts", "Count", int(c.ExpiresAt.Sub(n.now()).Round(time.Minute).Minutes())),
			v.T("mail.code.nobody"),
			v.T("mail.code.stranger"),
		},
		Foot: []string{v.T("mail.noreply")},
	}
	if c.Token != "" {
		l.Lines[len(l.Lines)-1] = v.T("mail.code.guest_stranger")
		l.Button, l.Link = v.T("mail.code.revoke"), n.url+"/g/"+c.Token+"/revocation"
	}
	if c.Word != "" {
		n.tellWord(v, c, &l)
	}
	if c.TicketNumber == 0 {
		return n.send(ctx, l)
	}
	return n.bounced(ctx, c.TicketNumber, n.send(ctx, l))
}

// tellWord adds the letters that bring a code at once: strangers have asked for
// all that a mailbox gets in a day.
func (n mailChannel) tellWord(v *words.Localizer, c *access.CodeMail, l *letter) {
	l.Lines = append(l.Lines[:len(l.Lines)-1], v.T("mail.code.flooded"), access.ShowWord(c.Word))
	switch {
	case c.Purpose != "":
		return
	case c.Token != "":
		l.Link = n.url + "/g/" + c.Token
	default:
		l.Link = n.url + "/sign-in"
	}
	l.Button, l.Link = v.T("mail.code.word"), l.Link+"#t="+c.Word
}

// account tells a person of what happened to their account: "signedin" or
// "passkey", as the catalogue calls it.
func (n mailChannel) account(what string) outbox.Handler {
	return func(ctx context.Context, job outbox.Job) error {
		var a access.SignedIn
		if err := job.Into(&a); err != nil {
			return outbox.Never(err)
		}
		return n.toSettings(ctx, job, a.PersonID, "mail."+what+".subject", func(v *words.Localizer) []string {
			where := v.T("mail."+what+".where", "Agent", browserName(v, a.Browser), "When", v.FullZone(a.At))
			return []string{where, v.T("mail." + what + ".stranger")}
		})
	}
}

// toSettings sends a person a mail about their account, which leads to the
// settings. Somebody who is gone gets none.
func (n mailChannel) toSettings(ctx context.Context, job outbox.Job, person int64, subject string, says func(*words.Localizer) []string) error {
	var p struct{ Email, Locale, Timezone string }
	err := n.db.Read.NewRaw("SELECT email, locale, timezone FROM people WHERE id = ?", person).Scan(ctx, &p)
	if err != nil {
		return ignoreMissing(err)
	}
	v := n.localizer(p.Timezone, p.Locale)
	return n.send(ctx, letter{
		ID: fmt.Sprint(job.ID, ".", job.Rounds), To: p.Email, Locale: v.Locale,
		Subject: v.T(subject), Lines: says(v),
		Button: v.T("mail.signedin.button"), Link: n.url + "/settings",
		Foot: []string{v.T("mail.noreply")},
	})
}

func browserName(v *words.Localizer, name string) string {
	if name == "" {
		return v.T("mail.agent.unknown")
	}
	return name
}
