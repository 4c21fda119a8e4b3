package web_test

import (
	"net/url"
	"testing"

	"github.com/emersion/go-smtp"

	"hilo/app/sitetest"
)

// That no mail goes out stands above the desk of admins, with what the server says, until
// one does; the site is as ready as before.
func TestAdminsReadThatMailDoesNotGoOut(t *testing.T) {
	post := sitetest.OpenPostbox(t)
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Post = post })
	staff := func(email string, admin bool) *sitetest.Browser {
		token, err := site.Auth.Staff.Add(t.Context(), email, "Noa", admin)
		if err != nil {
			t.Fatal(err)
		}
		b := site.Stranger()
		has(t, b.Post("/staff/"+token, nil), 303)
		return b
	}
	admin, agent := staff("noa@example.com", true), staff("leo@example.com", false)
	const line, why = "No salen correos", "127.0.0.1:"
	ask := func(email string) {
		site.Minute()
		site.Stranger().Post("/sign-in", url.Values{"email": {email}})
	}
	has(t, admin.Get("/desk"), 200, "!"+line)
	post.Refuse(&smtp.SMTPError{Code: 550, Message: "sender <b>unknown</b> to mx.example"})
	ask("ana@example.com")
	site.Until("a mail is refused", func() bool { return site.Notify.Outage() != nil })
	has(t, admin.Get("/desk"), 200, line, why, "550", "sender &lt;b&gt;unknown&lt;/b&gt; to mx.example", "!ana@")
	has(t, agent.Get("/desk"), 200, "!"+line)
	if a := site.Stranger().Get("/readyz"); a.Status != 200 || a.Body != "ready\n" {
		t.Errorf("readyz: %d %q", a.Status, a.Body)
	}
	post.Refuse(nil)
	ask("luis@example.com")
	site.Until("a mail goes out", func() bool { return len(post.All()) > 0 })
	site.Settle()
	has(t, admin.Get("/desk"), 200, "!"+line)
}
