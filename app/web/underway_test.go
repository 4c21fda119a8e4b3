package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/sitetest"
)

// A phone ends the app while the code is fetched: whoever comes back is led to
// the field for it, as long as it can be right. Others are not.
func TestCodeUnderWay(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	line := func(b *sitetest.Browser, path, to string) bool {
		a := b.Get(path)
		return a.Status == 200 && strings.Contains(text(t, a.Body), catalogue(t).In("es", nil).T("code.under_way")) && strings.Contains(a.Body, `<a href="`+to+`">`)
	}
	led := func(what string, b *sitetest.Browser, token string, want bool) {
		t.Helper()
		if a := b.Get("/sign-in?next=/tickets"); (a.Location == "/sign-in/verify?next=%2Ftickets") != want || !want && a.Status != 200 {
			t.Errorf("%s: %d to %q", what, a.Status, a.Location)
		}
		if a := b.Get("/sign-in?change=1"); a.Status != 200 || strings.Contains(a.Body, "/sign-in/verify") != want {
			t.Errorf("%s, another address: %d", what, a.Status)
		}
		for _, path := range []string{"/", "/g/" + token} {
			if line(b, path, "/sign-in/verify") != want {
				t.Errorf("%s: a line on %.3s: %v", what, path, !want)
			}
		}
	}
	asked := site.GuestTicket()
	token := site.Link(asked)
	b := site.Stranger()
	led("before", b, token, false)
	b.AskCode("ana@example.com", "/settings")
	led("under way", b, token, true)
	led("in another browser", site.Stranger(), token, false)
	if a := b.Get("/tickets/" + noTicket); a.Location != "/sign-in?next=%2Ftickets%2F"+noTicket || b.Get(a.Location).Location != "/sign-in/verify?next=%2Ftickets%2F"+noTicket {
		t.Errorf("a ticket leads to %q", a.Location)
	}
	has(t, b.Get("/sign-in/verify"), 200, "a•••@e•••.com</span> <a href=\"/sign-in?change=1\">Cambiar</a>", "!ana@example.com")
	has(t, b.Get("/sign-in?change=1"), 200, `value="ana@example.com"`)
	has(t, site.Stranger().Get("/sign-in?change=1"), 200, "!ana@example.com")
	code := site.Code("ana@example.com")
	for range 5 {
		b.Post("/sign-in/verify", url.Values{"code": {wrongFor(code)}})
	}
	led("after five wrong codes", b, token, false)
	has(t, b.Get("/sign-in?change=1"), 200, "!ana@example.com")

	b.AskCode("ana@example.com", "/settings")
	other := b.Copy()
	a := b.Get("/sign-in/verify?next=/tickets/new")
	if got := fields(t, a.Body)["next"]; got != "/tickets/new" {
		t.Errorf("the page forgets where to: %q", got)
	}
	if evil := b.Get("/sign-in/verify?next=//evil.example"); fields(t, evil.Body)["next"] != "/" {
		t.Error("it leads away")
	}
	if a := b.Post("/sign-in/verify", url.Values{"code": {site.Code("ana@example.com")}, "next": {"/tickets/new"}}); a.Location != "/tickets/new" {
		t.Errorf("led to %q", a.Location)
	}
	led("used", other, token, false)

	b = site.Stranger()
	b.AskCode("ana@example.com", "")
	site.Settle() // the mail that leaves says until when
	site.Set("UPDATE challenges SET expires_at = asked_at, shown_until = ?", site.Plan.Now().UTC().Add(-time.Second))
	led("too late", b, token, false)

	b = site.Stranger()
	b.AskGuestCode(token, site.Email(asked.RequesterID))
	has(t, b.Get("/sign-in?change=1"), 200, "!"+site.Email(asked.RequesterID)) // nobody typed it here
	if !line(b, "/g/"+token, "/g/"+token+"/verify") || line(b, "/", "/sign-in/verify") || b.Get("/sign-in").Status != 200 {
		t.Error("the code of a link is not led to from its page alone")
	}
	if another := site.Link(site.GuestTicket()); b.Get("/g/"+another+"/verify").Location != "/g/"+another || b.Get("/sign-in/verify").Location != "/sign-in" {
		t.Error("the code of a link is asked for elsewhere")
	}
}

// A form that is sent twice, as by a double click where no script is, opens one
// session: the browser keeps the second answer alone.
func TestFormSentTwice(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	token, email := site.Link(asked), site.Email(asked.RequesterID)
	signing, linked, promoted, agent := site.Stranger(), site.Stranger(), site.GuestOf(asked), site.Stranger()
	staff, err := site.Auth.Staff.Add(t.Context(), "noa@example.com", "Noa", false)
	if err != nil {
		t.Fatal(err)
	}
	linked.AskGuestCode(token, email)
	linkCode := site.Code(email)
	signing.AskCode("ana@example.com", "/settings")
	once := func(a sitetest.Answer) string { return fields(t, a.Body)["once"] }
	for _, tt := range []struct {
		name string
		b    *sitetest.Browser
		path string
		form url.Values
		to   string
	}{
		{"sign-in", signing, "/sign-in/verify", url.Values{"code": {site.Code("ana@example.com")}}, "/settings"},
		{"link", linked, "/g/" + token + "/verify", url.Values{"code": {linkCode}}, asked.Path()},
		{"account", promoted, "/sign-in/guest", url.Values{"once": {once(promoted.Get(asked.Path()))}}, "/tickets"},
		{"staff", agent, "/staff/" + staff, url.Values{"once": {once(agent.Get("/staff/" + staff))}}, "/desk"},
	} {
		before, dropped := site.Count("SELECT count(*) FROM sessions"), tt.b.Copy()
		first := dropped.Post(tt.path, tt.form)
		after := site.Count("SELECT count(*) FROM sessions")
		second := tt.b.Post(tt.path, tt.form)
		if first.Status != 303 || first.Location != tt.to || second.Status != 303 || second.Location != tt.to || tt.b.Get(tt.to).Status != 200 {
			t.Errorf("%s: %d to %q, then %d to %q, which is %d", tt.name, first.Status, first.Location, second.Status, second.Location, tt.b.Get(tt.to).Status)
		}
		if now := site.Count("SELECT count(*) FROM sessions"); now != after || after > before+1 {
			t.Errorf("%s: %d sessions, then %d and %d", tt.name, before, after, now)
		}
	}
}

// Erasing, confirmed twice, is promised once.
func TestErasureSentTwice(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(luis)
	site.Minute()
	site.Forget("luis@example.com")
	b.Post("/settings/erasure", nil)
	form := url.Values{"code": {site.Code("luis@example.com")}}
	dropped := b.Copy()
	if first, second := dropped.Post("/settings/erasure", form), b.Post("/settings/erasure", form); first.Location != "/settings#data" || second.Location != first.Location {
		t.Errorf("%d to %q, then %d to %q", first.Status, first.Location, second.Status, second.Location)
	}
	if n := site.Count("SELECT count(*) FROM erasures"); n != 1 {
		t.Errorf("%d wishes", n)
	}
}
