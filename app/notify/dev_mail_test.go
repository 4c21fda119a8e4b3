package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Development keeps what was sent, newest first, and no more than it needs.
func TestDevMails(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		if mails, err := o.Mails(t.Context()); err != nil || mails == nil || len(mails) != 0 {
			t.Errorf("%v, %v", mails, err)
		}
		o.opts.SMTP = nil
		for i := range 3 {
			o.pass(time.Second)
			o.ask(o.stranger(fmt.Sprintf("guest%d@example.com", i)), "es")
		}
		mails, err := o.Mails(t.Context())
		o.ok(err)
		o.mails(0)
		m := mails[0]
		if len(mails) != 3 || m.To != "guest2@example.com" || !m.At.Equal(o.clock()) || !strings.Contains(m.Subject, "se ha recibido") {
			t.Errorf("%d mails, the newest at %v", len(mails), m.At)
		}
		if m.Headers["Auto-Submitted"] != "auto-generated" || !strings.Contains(m.Text, "/g/") || !strings.Contains(m.HTML, "/g/") {
			t.Errorf("headers %q", m.Headers)
		}
		for i := range kept + 3 {
			o.at = o.at.Add(time.Second)
			o.ok(o.byMail().send(t.Context(), letter{ID: fmt.Sprint(i), To: "ana@example.com", Subject: "Hola", Link: "https://help.example.com"}))
		}
		if mails, err := o.Mails(t.Context()); err != nil || len(mails) != kept || mails[kept-1].ID != "3" {
			t.Errorf("%d mails, %v", len(mails), err)
		}
	})
}
