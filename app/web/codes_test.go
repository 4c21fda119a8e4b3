package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// door is a place where a code is asked for: the sign-in, or a guest's link.
type door struct {
	name, again, verify string
	email               string
	number              string // of the guest's ticket
	in                  func(*sitetest.Browser) bool
}

func doors(site *sitetest.Site) []door {
	t := site.GuestTicket()
	token := site.Link(t)
	return []door{
		{"sign-in", "/sign-in", "/sign-in/verify", "nadie@example.com", "", func(b *sitetest.Browser) bool { return b.Get("/tickets").Status == 200 }},
		{"guest", "/g/" + token + "/code", "/g/" + token + "/verify", site.Email(t.RequesterID), strings.TrimPrefix(t.Path(), "/tickets/"), func(b *sitetest.Browser) bool { return b.Get(t.Path()).Status == 200 }},
	}
}

// ask asks for a code as the browser and returns it.
func (d door) ask(site *sitetest.Site, b *sitetest.Browser) string {
	site.Minute()
	site.Forget(d.email)
	b.Post(d.again, url.Values{"email": {d.email}})
	return site.Code(d.email)
}

func wrongFor(code string) string {
	return strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, code)
}

// A code is good once, for ten minutes, for five tries, in the browser that
// asked for it; the person reads why in their language.
func TestCodes(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	for _, d := range doors(site) {
		for _, locale := range []string{"es", "en"} {
			localizer := catalogue(t).In(locale, nil)
			refused := func(what string, a sitetest.Answer, b *sitetest.Browser, key string, args ...any) {
				t.Helper()
				at := a
				if key == "access.code.wrong" || key == "access.code.dead" { // a step back sends nothing again
					if a.Status != 303 {
						t.Errorf("%s, %s: %d", d.name, what, a.Status)
					}
					at = b.Get(a.Location)
				} else if a.Status != 422 {
					t.Errorf("%s, %s: %d", d.name, what, a.Status)
				}
				if !strings.Contains(text(t, at.Body), localizer.T(key, args...)) {
					t.Errorf("%s, %s: %s %.400q", d.name, what, a.Location, text(t, at.Body))
				}
				if d.in(b) || b.Cookie("session")+b.Cookie("guest") != "" {
					t.Errorf("%s, %s: let in", d.name, what)
				}
			}
			send := func(b *sitetest.Browser, code string) sitetest.Answer {
				return b.Post(d.verify, url.Values{"code": {code}})
			}
			come := func() *sitetest.Browser { return site.Stranger().With("Accept-Language", locale) }

			b := come()
			code := d.ask(site, b)
			for try := 1; try < 5; try++ {
				a := send(b, wrongFor(code))
				refused("wrong", a, b, "access.code.wrong", "Count", 5-try)
				if typed := fields(t, b.Get(a.Location).Body)["code"]; typed != "" {
					t.Errorf("%s stays in the field", typed)
				}
			}
			refused("wrong for the fifth time", send(b, wrongFor(code)), b, "access.code.dead")
			refused("right after five wrong", send(b, code), b, "access.code.dead")

			b = come()
			code = d.ask(site, b)
			for _, junk := range []string{"", "1234567", "123456789", "abcdefgh", "١٢", strings.Repeat("1", 4_000)} {
				refused("no code", send(b, junk), b, "access.code.digits")
			}
			if d.number != "" {
				refused("the ticket's number", send(b, d.number), b, "access.code.number")
			}
			thief := come()
			refused("in another browser", send(thief, code), thief, "access.code.dead")
			site.Set("UPDATE challenges SET expires_at = asked_at")
			refused("too late", send(b, code), b, "access.code.dead")

			b = come()
			code = d.ask(site, b)
			spoken := strings.Map(func(r rune) rune { return '٠' + r - '0' }, code[:4]) + " – " + code[4:]
			if a := send(b, spoken); a.Status != 303 || !d.in(b) {
				t.Errorf("%s: the right code, as people type it: %d", d.name, a.Status)
			}
			old := come()
			refused("twice", send(old, code), old, "access.code.dead")
			again := b.Copy()
			if a := send(again, code); a.Status != 303 || !strings.Contains(a.Location, "?code=dead") {
				t.Errorf("%s: twice in the same browser: %d", d.name, a.Status)
			}
		}
	}
}

// A second ask within a minute answers the same and sends nothing; the first
// code still opens.
func TestSecondCodeIsNotSent(t *testing.T) {
	site := sitetest.Start(t)
	for _, d := range doors(site) {
		b := site.Stranger()
		code := d.ask(site, b)
		first := len(site.Mails(d.email))
		for range 5 {
			if a := b.Post(d.again, url.Values{"email": {d.email}}); a.Status != 303 || a.Location != d.verify {
				t.Errorf("%s: %d to %q", d.name, a.Status, a.Location)
			}
		}
		site.Settle()
		if now := len(site.Mails(d.email)); now != first {
			t.Errorf("%s: %d mails, then %d", d.name, first, now)
		}
		if a := b.Post(d.verify, url.Values{"code": {code}}); a.Status != 303 || !d.in(b) {
			t.Errorf("%s: the first code: %d", d.name, a.Status)
		}
	}
}

// A forwarded link is useless: the code goes to the address it is bound to,
// whatever else is sent.
func TestForwardedLink(t *testing.T) {
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	token := site.Link(asked)
	thief := site.Stranger()
	page := thief.Get("/g/" + token)
	if page.Status != 200 || strings.Contains(page.Body, asked.Subject) || strings.Contains(page.Body, site.Email(asked.RequesterID)) || !strings.Contains(page.Body, "g•••@e•••.com") {
		t.Errorf("the page of a link says %q", text(t, page.Body))
	}
	if a := thief.Get("/G/" + token); a.Status != 404 {
		t.Errorf("a link in capitals, with the referrer policy %q: %d", a.Header.Get("Referrer-Policy"), a.Status)
	}
	if slashed := thief.Get("/g/" + token + "/"); !strings.Contains(slashed.Body, `action="/g/`+token+`/code"`) {
		t.Error("a link that came with a slash behind it leads nowhere")
	}
	if a := thief.Post("/g/"+token+"/code", url.Values{"email": {"thief@example.com"}, "to": {"thief@example.com"}, "next": {"//evil.example"}}); a.Status != 303 {
		t.Errorf("asked for a code: %d", a.Status)
	}
	if code := site.Code(site.Email(asked.RequesterID)); code == "" || len(site.Mails("thief@example.com")) > 0 {
		t.Error("the code went elsewhere")
	}
	other := site.Link(site.GuestTicket())
	b := site.Stranger()
	b.AskGuestCode(token, site.Email(asked.RequesterID))
	if a := b.Post("/g/"+other+"/verify", url.Values{"code": {site.Code(site.Email(asked.RequesterID))}}); a.Status != 303 || !strings.HasPrefix(a.Location, "/g/"+other+"?code=dead") {
		t.Errorf("a code of another link: %d", a.Status)
	}
	for _, dead := range []string{"0", "a", token[1:], token + "a", strings.ToUpper(token), "%00", "ñ", strings.Repeat("a", 3000)} {
		for _, a := range []sitetest.Answer{b.Get("/g/" + dead), b.Post("/g/"+dead+"/code", nil), b.Get("/g/" + dead + "/verify"), b.Post("/g/"+dead+"/verify", url.Values{"code": {"12345678"}})} {
			if a.Status != 404 || !strings.Contains(a.Body, `href="/sign-in"`) || a.Body != b.Get("/g/none").Body {
				t.Errorf("link %.20q: %d", dead, a.Status)
			}
		}
	}
}

// Looking changes nothing, however often: no mail, no job, no session.
func TestLookingIsInert(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	token := site.Link(asked)
	staff, err := site.Auth.Staff.Add(t.Context(), "noa@example.com", "Noa", false)
	if err != nil {
		t.Fatal(err)
	}
	before, mails := site.Dump(sitetest.Tables), site.Count("SELECT count(*) FROM dev_mails")
	for range 50 {
		for _, path := range []string{"/g/" + token, "/g/" + token + "/code", "/g/" + token + "/verify", "/staff/" + staff, "/sign-in", "/sign-in/verify", "/sign-out", asked.Path(), "/tickets/new", "/tickets"} {
			b := site.Stranger()
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				if a := b.Do(method, path, "", nil); a.Status >= 500 || a.Header.Get("Set-Cookie") != "" {
					t.Fatalf("%s %s: %d", method, path, a.Status)
				}
			}
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" || site.Count("SELECT count(*) FROM dev_mails") != mails {
		t.Error(changed)
	}
	b := site.Stranger()
	if a := b.Post("/staff/"+staff, nil); a.Status != 303 || b.Get("/desk").Status != 200 {
		t.Errorf("the staff link, used for the first time: %d", a.Status)
	}
	if a := site.Stranger().Post("/staff/"+staff, nil); a.Status != 404 || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("used again: %d", a.Status)
	}
}

// A prefetch of the thread is no reading.
func TestPrefetchIsNoReading(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	before := site.Dump(sitetest.Tables)
	b.With("Sec-Purpose", "prefetch;prerender").Get(ticket.Path())
	b.Do("HEAD", ticket.Path(), "", nil)
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
}
