package notify

import (
	"regexp"
	"strings"
	"testing"

	"hilo/app/access"
	"hilo/app/words"
	"hilo/db/dbtest"
)

// Robots do not answer our mails, people can tell who wrote, and a repeat is known.
func TestHeaders(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	n := o.ask(o.stranger("guest@example.com"), "es")
	o.reply(o.sam, n)
	for _, m := range o.post.all() {
		for name, want := range map[string]string{
			"From": `"Ayuda" <no-reply@help.example.com>`, "To": "<guest@example.com>", "Date": "Sun, 22 Nov 2026 09:00:00 +0000",
			"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Content-Language": "es",
			"Reply-To": "", "User-Agent": "", "X-Mailer": "",
		} {
			if got := m.Header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if id := m.Header.Get("Message-ID"); !regexp.MustCompile(`^<[A-Z0-9]+\.\d+@help\.example\.com>$`).MatchString(id) {
			t.Errorf("Message-ID %q", id)
		}
		if m.From != "no-reply@help.example.com" || m.To != "guest@example.com" {
			t.Errorf("envelope %s, %s", m.From, m.To)
		}
	}
}

// What an installation is called, or an address, cannot add headers or recipients.
func TestLineBreaksInHeaders(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	o.opts.Name = "\"Ayuda\" & Co\r\nBcc: eva@example.com\r\n"
	evil := o.stranger("a@example.com\r\nRCPT TO:<eva@example.com>")
	o.ask(evil, "es")
	o.mails(0)
	if job := o.job(); job.DeadAt.IsZero() || strings.Contains(job.LastError, "@") {
		t.Errorf("%+v", job)
	}
	o.ask(o.stranger("guest@example.com"), "es")
	if m := o.mails(1); len(m.Header) != 10 || m.Header.Get("Bcc") != "" {
		t.Error("a header was smuggled in")
	}
}

// Everything in a mail comes from the catalogue: in the pseudo-language all of
// it stands in brackets.
func TestAllIsTranslated(t *testing.T) {
	o := newOffice(t, dbtest.New(t))
	var err error
	o.words, err = words.Pseudo()
	o.ok(err)
	n := o.ask(o.stranger("guest@example.com"), "en")
	o.reply(o.sam, n)
	token, _ := strings.CutPrefix(o.mails(2).link(t), "https://help.example.com/g/")
	o.asksCode(token, access.Ask{})
	o.put(access.JobSignedIn, access.SignedIn{PersonID: o.ana.ID, Browser: "", At: o.clock()})
	o.settle()
	o.mails(4)
	tags := regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)
	for _, m := range o.post.all() {
		for _, part := range []string{m.Subject, m.Text, tags.ReplaceAllString(m.HTML, "")} {
			depth, bare := 0, strings.Builder{}
			for _, r := range part {
				switch {
				case r == '⟦':
					depth++
				case r == '⟧':
					depth--
				case depth == 0:
					bare.WriteRune(r)
				}
			}
			rest := urls.ReplaceAllString(eight.ReplaceAllString(strings.ReplaceAll(bare.String(), "Ayuda", ""), ""), "")
			if words := regexp.MustCompile(`\pL+`).FindAllString(rest, -1); len(words) > 0 {
				t.Errorf("not from the catalogue: %q", words)
			}
		}
	}
}
