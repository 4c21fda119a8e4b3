package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hilo/app/sitetest"
)

// Soon after the code a guest sees all their tickets by one tap; later a fresh
// code to the same address does it. Others get nothing by it.
func TestGuestSeesAllTickets(t *testing.T) {
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	email := site.Email(asked.RequesterID)
	g := site.GuestOf(asked)
	if a := g.Get(asked.Path()); !strings.Contains(a.Body, `action="/sign-in/guest"`) || g.Get("/tickets").Status != 404 {
		t.Error("no offer, or no need of one")
	}
	second := g.Copy()
	if a := g.Post("/sign-in/guest", nil); a.Status != 303 || a.Location != "/tickets" {
		t.Fatalf("%d to %q", a.Status, a.Location)
	}
	if a := g.Get("/tickets"); a.Status != 200 || !strings.Contains(a.Body, asked.Path()) || g.Cookie("guest") != "" {
		t.Errorf("the list: %d", a.Status)
	}
	if a := g.Get(asked.Path()); a.Status != 200 || strings.Contains(a.Body, "/sign-in/guest") {
		t.Errorf("the ticket: %d, or it still offers", a.Status)
	}
	if a := second.Post("/sign-in/guest", nil); a.Location != "/sign-in?next=/tickets" || second.Cookie("session") != "" {
		t.Errorf("a copy of the guest's cookie: %q", a.Location)
	}
	if a := g.Post("/sign-in/guest", nil); a.Location != "/sign-in?next=/tickets" || g.Get(a.Location).Location != "/tickets" {
		t.Errorf("a second tap: %q", a.Location)
	}

	late := site.GuestOf(asked)
	site.Set("UPDATE sessions SET proven_at = ? WHERE kind = 'guest'", site.Plan.Now().UTC().Add(-11*60*1e9))
	site.Set("DELETE FROM limits")
	site.Forget(email)
	a := late.Post("/sign-in/guest", url.Values{"email": {"thief@example.com"}})
	if a.Status != 303 || a.Location != "/sign-in/verify" || late.Get("/tickets").Status != 404 {
		t.Fatalf("late: %d to %q", a.Status, a.Location)
	}
	if a := late.Post("/sign-in/verify", url.Values{"code": {site.Code(email)}}); a.Location != "/tickets" || late.Get("/tickets").Status != 200 {
		t.Errorf("with a fresh code: %d to %q", a.Status, a.Location)
	}
	if n := len(site.Mails("thief@example.com")); n > 0 {
		t.Error("the code went elsewhere")
	}
}

// Whoever leaves does it in one way, by one tap, and reads that nothing stays; a reader of
// that address who is in does not.
func TestOneExit(t *testing.T) {
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	g := site.GuestOf(asked)
	page := g.Get(asked.Path()).Body
	if ways, named := strings.Count(page, `action="/sign-out"`), strings.Count(page, "Cerrar sesión</button>"); ways != 1 || named != 1 {
		t.Errorf("%d ways out, %d of them so called", ways, named)
	}
	kept := g.Copy()
	const said = "En este dispositivo ya no queda nada tuyo."
	has(t, g.Get(g.Post("/sign-out", nil).Location), 200, said)
	has(t, g.Get("/"), 200, "!"+said)
	has(t, site.As(ana).Get("/?out=1"), 200, "!"+said)
	if a := kept.Get(asked.Path()); a.Status != 303 || g.Cookie("guest") != "" {
		t.Errorf("still in: %d", a.Status)
	}
}
