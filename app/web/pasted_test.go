package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// The whole mail with the code may be pasted into the field, with its lines
// parted, joined by blanks or, as browsers do, run together.
func TestWholeMailPasted(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	for _, d := range doors(site) {
		for _, locale := range []string{"es", "en"} {
			for _, end := range []string{"\r\n", " ", ""} {
				b := site.Stranger().With("Accept-Language", locale)
				d.ask(site, b)
				mail := site.Mail(d.email, "ódigo de verificación", "verification code").Text
				if a := b.Post(d.verify, url.Values{"code": {strings.ReplaceAll(strings.ReplaceAll(mail, "\r", ""), "\n", end)}}); a.Status != 303 || !d.in(b) {
					t.Errorf("%s, %s, lines end with %q: %d, %q", d.name, locale, end, a.Status, mail)
				}
			}
		}
	}
}

// A sentence may hold the ticket's number beside the code; two numbers that can
// be the code are told without costing a try.
func TestSentencePasted(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	for _, d := range doors(site) {
		localizer, b := catalogue(t).In("es", nil), site.Stranger()
		code := d.ask(site, b)
		number := d.number
		if number == "" {
			number = strings.TrimPrefix(site.Ticket(d.email, desk.StatusOpen).Path(), "/tickets/")
		}
		for range 6 {
			a := b.Post(d.verify, url.Values{"code": {"Es " + code + " o " + wrongFor(code)}})
			if a.Status != 422 || !strings.Contains(text(t, a.Body), localizer.T("access.code.several")) {
				t.Fatalf("%s, two codes: %d", d.name, a.Status)
			}
		}
		if n := site.Count("SELECT max(tries) FROM challenges"); n != 0 {
			t.Errorf("%s: it cost %d tries", d.name, n)
		}
		if a := b.Post(d.verify, url.Values{"code": {"Ticket " + number + ": el código es " + code[:4] + " " + code[4:] + "."}}); a.Status != 303 || !d.in(b) {
			t.Errorf("%s: %d", d.name, a.Status)
		}
		site.Set("DELETE FROM challenges")
	}
}

// However an address is pasted, it is the same person: at the sign-in, on a new
// ticket of a guest, at the desk.
func TestAddressPasted(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	agent, ticket := site.As(sam), site.Ticket(ana, desk.StatusOpen)
	for _, typed := range []string{"\u202asam@example.com\u202c", "Sam <sam@example.com>", "mailto:sam@example.com", "ｓａｍ＠ｅｘａｍｐｌｅ．ｃｏｍ", "sam@example.com.\u00a0", "\ufeff“sam@exam\u00adple.com”,"} {
		site.Set("DELETE FROM limits")
		if a := site.Stranger().Post("/sign-in", url.Values{"email": {typed}}); a.Status != 303 {
			t.Errorf("%q at the sign-in: %d", typed, a.Status)
		}
		before := site.Count("SELECT count(*) FROM tickets AS t JOIN people AS p ON p.id = t.requester_id WHERE p.email = 'sam@example.com'")
		form := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Hola"}, "email": {typed}}
		if a := site.Stranger().Post("/tickets", form); a.Status != 201 || site.Count("SELECT count(*) FROM tickets AS t JOIN people AS p ON p.id = t.requester_id WHERE p.email = 'sam@example.com'") != before+1 {
			t.Errorf("%q on a new ticket: %d", typed, a.Status)
		}
		agent.Post("/desk"+ticket.Path()+"/assignment", url.Values{"assignee": {""}})
		if a := agent.Post("/desk"+ticket.Path()+"/assignment", url.Values{"assignee": {typed}}); a.Status != 303 {
			t.Errorf("%q at the desk: %d", typed, a.Status)
		}
	}
	if n := site.Count("SELECT count(*) FROM people WHERE email LIKE '%sam%'"); n != 1 {
		t.Errorf("%d people", n)
	}
}
