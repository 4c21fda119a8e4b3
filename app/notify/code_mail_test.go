package notify

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/db/dbtest"
)

var eight = regexp.MustCompile(`\b(?:\d{5} \d{5}|\d{4} \d{4} \d{4}|\d{4} \d{4}|\d{8,12})\b`)

// asksCode has a guest ask for the code of a link, or without one somebody
// sign in, and returns the challenge.
func (o *office) asksCode(token string, ask access.Ask) string {
	o.t.Helper()
	cookie, _, err := "", "", error(nil)
	if token != "" {
		cookie, _, err = o.auth.Guests.SendCode(o.t.Context(), token, ask)
	} else {
		cookie, _, err = o.auth.StartSignIn(o.t.Context(), ask)
	}
	o.ok(err)
	o.settle()
	return cookie
}

// code is the first group of eight digits in m that is not the ticket's number.
func (m received) code(t *testing.T, number int64) string {
	t.Helper()
	for _, group := range eight.FindAllString(m.Text, -1) {
		if group != fmt.Sprint(number) {
			if !strings.HasPrefix(m.Text, group) || eight.FindString(m.HTML) != group || strings.Contains(fmt.Sprint(m.Header), group[5:]) {
				t.Error("the code is not first in both parts, or in a header")
			}
			return group
		}
	}
	t.Fatal("no code")
	return ""
}

// The code in a mail opens what it was asked for, and the mail says where and
// when that was.
func TestCode(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.stranger("guest@example.com"), "es")
		token, _ := strings.CutPrefix(o.mails(1).link(t), "https://help.example.com/g/")
		cookie := o.asksCode(token, access.Ask{Locale: "es", Browser: "Firefox, Linux"})
		m := o.mails(2)
		if m.Subject != "Tu código de verificación" || m.To != "guest@example.com" || m.link(t) != "https://help.example.com/g/"+token+"/revocation" {
			t.Errorf("subject %q", m.Subject)
		}
		m.says(t, fmt.Sprint("es tu código de verificación para el ticket ", n), "Firefox, Linux", "domingo, 22 de noviembre de 2026, 9:00 (UTC)",
			"10 minutos", "Nadie te pedirá este código", "anula los enlaces", "Anular todos los enlaces", "no respondas a este correo")
		_, err := o.auth.Guests.Verify(t.Context(), token, cookie, m.code(t, n), true, access.Client{})
		o.ok(err)

		cookie = o.asksCode("", access.Ask{Email: "luis@example.com", Locale: "en"})
		m = o.mails(3)
		if m.Subject != "Your verification code" || m.To != "luis@example.com" || urls.MatchString(m.Text+m.HTML) {
			t.Errorf("subject %q", m.Subject)
		}
		m.says(t, "is your verification code to sign in", "an unknown browser", "Sunday, 22 November 2026, 9:00 am (UTC)",
			"Nobody will ever ask you for this code", "do not reply to this mail")
		_, err = o.auth.FinishSignIn(t.Context(), cookie, m.code(t, 0), access.Client{})
		o.ok(err)
	})
}

// says checks that all of words are in both parts.
func (m received) says(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(m.Text, w) || !strings.Contains(m.HTML, w) {
			t.Errorf("a part does not say %q", w)
		}
	}
}

// A code that could not be sent while it was good is given up, with why, and so is one
// that cannot be read.
func TestCodeTooLate(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	o.post.say(func(p *postbox) { p.hangUp = true })
	o.asksCode("", access.Ask{Email: "luis@example.com"})
	o.pass(10 * time.Minute)
	o.mails(0)
	o.put(access.JobCode, "sealed by another secret")
	o.settle()
	dead, err := o.box.Dead(t.Context())
	if err != nil || len(dead) != 2 || !strings.Contains(dead[0].LastError+dead[1].LastError, "the code ran out meanwhile: mail server") {
		t.Errorf("dead: %+v, %v", dead, err)
	}
}

// A new sign-in is told to the person, in their zone.
func TestSignedIn(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	_, err := o.db.NewRaw("UPDATE people SET locale = 'en', timezone = 'America/Sao_Paulo' WHERE id = ?", o.ana.ID).Exec(t.Context())
	o.ok(err)
	o.put(access.JobSignedIn, access.SignedIn{PersonID: o.ana.ID, Browser: "<b>Firefox</b>", At: o.clock()})
	o.settle()
	m := o.mails(1)
	if m.To != o.ana.Email || m.Subject != "New sign-in to your account" || m.link(t) != "https://help.example.com/settings" {
		t.Errorf("subject %q", m.Subject)
	}
	if !strings.Contains(m.Text, "22 November 2026, 6:00 am (UTC-03)") || !strings.Contains(m.HTML, "&lt;b&gt;Firefox&lt;/b&gt;") {
		t.Error("where and when is not told")
	}
	o.put(access.JobSignedIn, access.SignedIn{PersonID: 4711, Browser: "", At: o.clock()})
	o.settle()
	o.mails(1)
}
