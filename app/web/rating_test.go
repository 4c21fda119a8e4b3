package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Whoever was not helped may say why, without script too. Nothing opens again, what is
// drafted stays, and words that are refused are not lost.
func TestRatingAsksWhy(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusClosed)
	const asks = `name="comment"`
	draft := url.Values{"body": {"Medio escrito"}, "key": {"k"}}
	if a := b.Do("PUT", "/drafts/"+strings.TrimPrefix(ticket.Path(), "/tickets/"), "application/x-www-form-urlencoded", strings.NewReader(draft.Encode())); a.Status >= 300 {
		t.Fatal(a.Status)
	}
	if page := b.Get(ticket.Path()).Body; strings.Contains(page, asks) {
		t.Error("asks what nobody complained of")
	}
	if a := b.Post(ticket.Path()+"/rating", url.Values{"score": {"bad"}}); a.Status != 303 || !strings.Contains(b.Get(ticket.Path()).Body, asks) {
		t.Errorf("%d: does not ask why", a.Status)
	}
	const card = "Di mi tarjeta 4111 1111 1111 1111 a Sam"
	for typed, why := range map[string]string{strings.Repeat("largo ", 4000) + "fin": "caracteres", card: "Antes de enviar"} {
		for _, sends := range []*sitetest.Browser{b, b.Script()} {
			a := sends.Post(ticket.Path()+"/rating", url.Values{"score": {"bad"}, "comment": {typed}})
			if a.Status != 422 || !strings.Contains(a.Body, "\n"+typed+"</textarea>") || !strings.Contains(a.Body, why) {
				t.Errorf("refused words %.20q: %d", typed, a.Status)
			}
			if sends == b && fields(t, a.Body)["body"] != "Medio escrito" {
				t.Error("refused words take the place of the draft")
			}
		}
	}
	masked := site.Ticket(ana, desk.StatusClosed)
	if b.Post(masked.Path()+"/rating", url.Values{"score": {"bad"}, "comment": {card}, "guard": {"send", "mask"}}); !strings.HasPrefix(site.Last(masked.Number).Body, "Di mi tarjeta ••••") {
		t.Errorf("masked is %q", site.Last(masked.Number).Body)
	}
	open := site.Ticket(ana, desk.StatusPending)
	if a := b.Post(open.Path()+"/rating", url.Values{"score": {"bad"}, "comment": {"Demasiado pronto"}}); a.Status != 409 || !strings.Contains(a.Body, "Demasiado pronto</textarea>") {
		t.Errorf("too early: %d", a.Status)
	}
	a := b.Script().Post(ticket.Path()+"/rating", url.Values{"score": {"bad"}, "comment": {"Nadie <llamó>"}})
	if a.Status != 201 || !strings.Contains(a.Body, "Nadie &lt;llamó&gt;") || strings.Contains(a.Body, asks) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	page := b.Get(ticket.Path()).Body
	if got := fields(t, page)["body"]; got != "Medio escrito" {
		t.Errorf("the draft is %q", got)
	}
	if now := site.Read(ticket.Number); now.Status != desk.StatusClosed || now.Score != "bad" {
		t.Errorf("%+v", now)
	}
	if desks := site.As(sam).Get("/desk" + ticket.Path()).Body; !strings.Contains(desks, "Nadie &lt;llamó&gt;") {
		t.Error("nobody at the desk reads it")
	}
}
