package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Her session ends while Ana types. Without JavaScript her words wait behind
// the sign-in, and are in the reply box when she is back.
func TestWordsSurviveADeadSession(t *testing.T) {
	site := sitetest.Start(t)
	for _, tt := range []struct{ who, of, base string }{{ana, ana, ""}, {sam, luis, "/desk"}} {
		b, ticket := site.As(tt.who), site.Ticket(tt.of, desk.StatusPending)
		page := tt.base + ticket.Path()
		site.Set("UPDATE sessions SET expires_at = proven_at")
		before := site.Count("SELECT count(*) FROM entries")
		sent := b.Post(page+"/replies", url.Values{"body": {kept}, "key": {"my-key"}})
		to, _ := url.Parse(sent.Location)
		if sent.Status != 303 || to.Path != "/sign-in" || to.Query().Get("next") != page || site.Count("SELECT count(*) FROM entries") != before {
			t.Fatalf("%s: %d to %q", tt.who, sent.Status, sent.Location)
		}
		gate := b.Get(sent.Location)
		if !strings.Contains(text(t, gate.Body), "Lo que escribiste está guardado") || fields(t, gate.Body)["next"] != page {
			t.Errorf("the sign-in says %q", text(t, gate.Body))
		}
		if a := b.SignIn(tt.who+"@example.com", page); a.Location != page {
			t.Fatalf("signed in to %q", a.Location)
		}
		form := fields(t, b.Get(page).Body)
		if form["body"] != kept || form["key"] != "my-key" {
			t.Errorf("%s finds %q under %q", tt.who, form["body"], form["key"])
		}
		if a := b.Post(page+"/replies", url.Values{"body": {form["body"]}, "key": {form["key"]}}); a.Status != 303 {
			t.Errorf("sending it: %d", a.Status)
		}
		if form := fields(t, b.Get(page).Body); form["body"] != "" || form["key"] == "my-key" {
			t.Errorf("after sending, the box holds %q under %q", form["body"], form["key"])
		}
		if site.Last(ticket.Number).Body != kept {
			t.Error("not stored")
		}
	}
	// A stranger signs in where Ana's words wait: they are not shown to him.
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	site.Set("DELETE FROM sessions")
	b.Post(ticket.Path()+"/replies", url.Values{"body": {"canario"}})
	b.SignIn("luis@example.com", "")
	for _, path := range []string{ticket.Path(), "/tickets", "/tickets/new", "/settings"} {
		if a := b.Get(path); strings.Contains(a.Body, "canario") {
			t.Errorf("luis reads it on %s", path)
		}
	}
}

// With a script nothing is redirected and nothing leaves the page.
func TestScriptWithADeadSession(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	site.Set("DELETE FROM sessions")
	before := site.Dump(sitetest.Tables)
	a := b.Script().Post(ticket.Path()+"/replies", url.Values{"body": {kept}, "key": {"my-key"}})
	if a.Status != 401 || a.Location != "" || a.Header.Get("Set-Cookie") != "" || a.Header.Get("Hx-Redirect") != "" || !strings.HasPrefix(a.Body, `<p id="say"`) {
		t.Errorf("%d: %q", a.Status, a.Body)
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
	b.SignIn("ana@example.com", "") // in another tab; then she sends again
	if a := b.Script().Post(ticket.Path()+"/replies", url.Values{"body": {kept}, "key": {"my-key"}}); a.Status != 201 {
		t.Errorf("sent again: %d", a.Status)
	}
}

// A stream ends with its right, seen by a stream that nothing else rings.
func TestStreamsEndWithTheirRight(t *testing.T) {
	site := sitetest.Start(t)
	quiet := site.Ticket(ana, desk.StatusOpen)
	theirs := site.Ticket(luis, desk.StatusOpen)
	asked, leaves := site.GuestTicket(), site.GuestTicket()
	for name, tt := range map[string]struct {
		b     *sitetest.Browser
		paths []string
		end   func(*sitetest.Browser)
	}{
		"sign-out": {site.As(ana), []string{quiet.Path() + "/live?after=2", "/tickets/live?after=0"}, func(b *sitetest.Browser) { b.Post("/sign-out", nil) }},
		"revoked elsewhere": {site.As(ana), []string{quiet.Path() + "/live?after=2"}, func(b *sitetest.Browser) {
			other := b.Copy()
			id := element(t, other.Get("/settings").Body, "sessions")
			_, id, _ = strings.Cut(id, "/settings/sessions/")
			id, _, _ = strings.Cut(id, `"`)
			other.Post("/settings/sessions/"+id, nil)
		}},
		"no agent any more": {site.As("eva"), []string{"/desk/live?after=0", "/desk" + theirs.Path() + "/live?after=2"}, func(*sitetest.Browser) {
			if err := site.Auth.Staff.Remove(t.Context(), "eva@example.com"); err != nil {
				t.Fatal(err)
			}
		}},
		"link revoked": {site.GuestOf(asked), []string{asked.Path() + "/live?after=1"}, func(*sitetest.Browser) {
			if err := site.Auth.Guests.RevokeLinks(t.Context(), asked.Number); err != nil {
				t.Fatal(err)
			}
		}},
		"guest's sign-out": {site.GuestOf(leaves), []string{leaves.Path() + "/live?after=1"}, func(b *sitetest.Browser) { b.Post("/sign-out", nil) }},
	} {
		var streams []*sitetest.Stream
		for _, path := range tt.paths {
			s := tt.b.Listen(path)
			if s.StatusCode != 200 || s.Next().ID == "" {
				t.Fatalf("%s: %s: %d", name, path, s.StatusCode)
			}
			streams = append(streams, s)
		}
		tt.end(tt.b)
		for i, s := range streams {
			for _, e := range s.Ends(2 * time.Second) {
				if e.Data != "" && !strings.Contains(e.Data, `id="unread"`) && !strings.Contains(e.Data, `id="ticket-`) {
					t.Errorf("%s: %s said %q at its end", name, tt.paths[i], e.Data)
				}
			}
			if a := tt.b.Get(tt.paths[i]); a.Status != 401 {
				t.Errorf("%s: asked again: %d", name, a.Status)
			}
		}
	}
}

// The requester changes: whoever was it hears no more.
func TestStreamEndsWhenTheTicketMoves(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	s := site.As(ana).Listen(ticket.Path() + "/live?after=2")
	s.Next()
	site.Set("UPDATE tickets SET requester_id = ? WHERE number = ?", site.Person(luis).ID, ticket.Number)
	if _, err := site.Desk.Reply(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "canario"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range s.Ends(2 * time.Second) {
		if strings.Contains(e.Data, "canario") {
			t.Error("she heard it")
		}
	}
}

var eight = regexp.MustCompile(`\b(?:\d{5} \d{5}|\d{4} \d{4} \d{4}|\d{4} \d{4}|\d{8,12})\b`)

// What the browser is given: behind https cookies that only this host gets.
func TestCookies(t *testing.T) {
	post := sitetest.OpenPostbox(t)
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Post, p.Config.URL = post, "https://help.example.com" })
	b := site.Stranger()
	a := b.Post("/sign-in", url.Values{"email": {"ana@example.com"}})
	check := func(a sitetest.Answer, name string, same http.SameSite, lasts bool) {
		t.Helper()
		for _, c := range a.Cookies() {
			if c.Name != name {
				continue
			}
			if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != same || (c.MaxAge > 0) != lasts || len(c.Value) < 43 {
				t.Errorf("%s", c.Raw)
			}
			return
		}
		t.Errorf("no %s among %v", name, a.Header["Set-Cookie"])
	}
	check(a, "__Host-challenge", http.SameSiteLaxMode, true)
	site.Settle()
	a = b.Post("/sign-in/verify", url.Values{"code": {eight.FindString(post.Text(0))}})
	check(a, "__Host-session", http.SameSiteLaxMode, true)
	check(a, "__Host-known", http.SameSiteLaxMode, true)
	if a.Header.Get("Strict-Transport-Security") == "" || b.Cookie("challenge") != "" {
		t.Error("no HSTS, or the challenge is still there")
	}
	for _, trust := range []bool{true, false} {
		site.Settle()
		sent, ticket := len(post.All()), site.GuestTicket() // its mail may go at once
		next := func() string {
			site.Until("the mail", func() bool { return len(post.All()) > sent })
			sent++
			return post.Text(sent - 1)
		}
		_, token, _ := strings.Cut(next(), "https://help.example.com/g/")
		token = token[:43]
		g := site.Stranger()
		g.Post("/g/"+token+"/code", nil)
		form := url.Values{"code": {eight.FindString(next())}}
		if trust {
			form.Set("trust", "on")
		}
		a = g.Post("/g/"+token+"/verify", form)
		check(a, "__Host-guest", http.SameSiteLaxMode, trust)
		if a.Location != ticket.Path() {
			t.Errorf("the guest is led to %q", a.Location)
		}
	}
	a = b.Post("/sign-out", nil)
	for _, c := range a.Cookies() {
		if !c.Secure || c.MaxAge >= 0 || c.Value != "" {
			t.Errorf("%s", c.Raw)
		}
	}
	if b.Cookie("session") != "" || a.Header.Get("Clear-Site-Data") == "" {
		t.Error("the session is still there")
	}
	plain := sitetest.Start(t)
	for _, c := range plain.Stranger().Post("/sign-in", url.Values{"email": {"ana@example.com"}}).Cookies() {
		if c.Secure || strings.HasPrefix(c.Name, "__") || !c.HttpOnly {
			t.Errorf("on http: %s", c.Raw)
		}
	}
}

// No value that existed before the proof is worth anything after it.
func TestSessionsAreNew(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	old := b.Copy()
	b.SignIn("ana@example.com", "")
	if old.Get("/tickets").Status != 303 || b.Get("/tickets").Status != 200 {
		t.Error("the old session lives on, or the new one does not")
	}
	forged := site.Stranger().With("Cookie", "hilo-session=chosen; hilo-guest=chosen; hilo-challenge=nchosen")
	if a := forged.Get("/tickets"); a.Status != 303 {
		t.Errorf("a chosen session: %d", a.Status)
	}
	for kind, life := range map[string]time.Duration{access.KindCustomer: 31 * 24 * time.Hour, access.KindGuest: 25 * time.Hour, access.KindStaff: 13 * time.Hour} {
		asked := site.GuestTicket()
		var b *sitetest.Browser
		path := "/tickets"
		switch kind {
		case access.KindGuest:
			b, path = site.GuestOf(asked), asked.Path()
		case access.KindStaff:
			b = site.As(sam)
		default:
			b = site.As(ana)
		}
		site.Set("UPDATE sessions SET seen_at = ? WHERE kind = ?", site.Plan.Now().Add(-life).UTC(), kind)
		if a := b.Get(path); a.Status != 303 {
			t.Errorf("%s, idle for %v: %d", kind, life, a.Status)
		}
	}
}

// With both cookies the account wins where it may see, else the guest.
func TestAccountAndGuestAtOnce(t *testing.T) {
	site := sitetest.Start(t)
	asked, own := site.GuestTicket(), site.Ticket(ana, desk.StatusOpen)
	b := site.As(ana)
	b.EnterAsGuest(site.Link(asked), site.Email(asked.RequesterID))
	for path, want := range map[string]int{own.Path(): 200, asked.Path(): 200, "/tickets": 200, "/settings": 200, "/desk": 404, "/tickets/" + noTicket: 404} {
		if a := b.Get(path); a.Status != want {
			t.Errorf("%s: %d, want %d", path, a.Status, want)
		}
	}
	if a := b.Get("/g/" + site.Link(asked)); a.Status != 303 || a.Location != asked.Path() {
		t.Errorf("the link again: %d to %q", a.Status, a.Location)
	}
	b.Post("/sign-out", nil)
	for _, path := range []string{own.Path(), asked.Path()} {
		if a := b.Get(path); a.Status != 303 {
			t.Errorf("after the sign-out, %s: %d", path, a.Status)
		}
	}
}

// A note comes back as a note, never as a reply.
func TestNoteSurvivesADeadSession(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(sam), site.Ticket(luis, desk.StatusPending)
	page := "/desk" + ticket.Path()
	site.Set("UPDATE sessions SET expires_at = proven_at")
	if sent := b.Post(page+"/notes", url.Values{"body": {kept}, "key": {"note-key"}}); sent.Status != 303 {
		t.Fatalf("%d to %q", sent.Status, sent.Location)
	}
	b.SignIn("sam@example.com", page)
	a := b.Get(page)
	if form := fields(t, a.Body); form["body"] != kept || form["key"] != "note-key" || !strings.Contains(a.Body, `value="note" checked`) {
		t.Errorf("%q under %q; a note: %v", form["body"], form["key"], strings.Contains(a.Body, `value="note" checked`))
	}
}
