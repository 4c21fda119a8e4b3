package web_test

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Ana corrects the subject: page, list and desk have it, an open page gets its new head
// and title, the old words are found, and the line tells them. Nobody gets a mail.
func TestSubjectIsCorrected(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusClosed)
	b, agent := site.As(ana), site.As(sam)
	site.Settle()
	const alerts = "SELECT count(*) FROM jobs WHERE ticket = ?"
	before := site.Count(alerts, ticket.Number)
	hears := b.Listen(fmt.Sprintf("%s/live?after=%d&have=old", ticket.Path(), ticket.PublicSeq))
	defer hears.Leave()
	a := b.Script().Post(ticket.Path()+"/subject", url.Values{"subject": {"Berenjena & <bro>"}})
	for _, want := range []string{`id="heading"`, "Berenjena &amp; &lt;bro&gt;</bdi>", "<title>Berenjena &amp; &lt;bro&gt; · Hilo</title>", "antes decía «\u2068" + ticket.Subject + "\u2069»"} {
		if a.Status != 201 || !strings.Contains(a.Body, want) {
			t.Errorf("%d, without %q: %s", a.Status, want, a.Body)
		}
	}
	for heard := ""; !strings.Contains(heard, "<title>Berenjena &amp;") || !strings.Contains(heard, "entry--renamed"); {
		heard += hears.Next().Data
	}
	for path, who := range map[string]*sitetest.Browser{ticket.Path(): b, "/tickets?show=closed": b, "/tickets?q=berenjena": b, "/tickets?q=" + url.QueryEscape(ticket.Subject): b, "/desk?q=berenjena": agent, "/desk" + ticket.Path(): agent} {
		if page := who.Get(path).Body; !strings.Contains(page, " &amp; &lt;bro&gt;</bdi>") {
			t.Errorf("%s has the old one", path)
		}
	}
	site.Settle()
	if n := site.Count(alerts, ticket.Number); n > before {
		t.Errorf("%d alerts of it", n-before)
	}
}

// A subject that cannot be is refused with its form, what was typed in it and why, with
// script and without; what looks like a secret is asked about first.
func TestSubjectIsRefused(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	b := site.As(ana)
	long := strings.Repeat("«é ", desk.MaxSubject)
	for typed, why := range map[string]string{"\u200b": "Ponle un asunto", long: "El asunto tiene", "Mi tarjeta 4111 1111 1111 1111": "Antes de enviar"} {
		for _, who := range []*sitetest.Browser{b, b.Script()} {
			a := who.Post(ticket.Path()+"/subject", url.Values{"subject": {typed}})
			if a.Status != 422 || !strings.Contains(a.Body, why) || !strings.Contains(a.Body, `name="subject" value="`+html.EscapeString(typed)+`"`) || strings.Contains(a.Body, `id="rename-menu" popover`) {
				t.Errorf("%.20q: %d", typed, a.Status)
			}
		}
	}
	if b.Post(ticket.Path()+"/subject", url.Values{"subject": {"Mi tarjeta 4111 1111 1111 1111"}, "guard": {"send", "mask"}}); !strings.HasPrefix(site.Read(ticket.Number).Subject, "Mi tarjeta ••••") {
		t.Errorf("masked is %q", site.Read(ticket.Number).Subject)
	}
}
