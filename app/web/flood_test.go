package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hilo/app/notify"
	"hilo/app/sitetest"
)

// behind a proxy that says who asks.
func behind(t *testing.T) *sitetest.Site {
	return sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Proxy = []string{"127.0.0.1"} })
}

// A network that asks too much hears of it with the minute; the form keeps what
// was typed. Nobody else does, and a guest's link asks the same budget aloud.
func TestBusyNetwork(t *testing.T) {
	t.Parallel()
	site := behind(t)
	asked := site.GuestTicket()
	token := site.Link(asked)
	from := func(ip string) *sitetest.Browser { return site.Stranger().With("X-Forwarded-For", ip) }
	for i := range 30 {
		if a := from("203.0.113.7").Post("/sign-in", url.Values{"email": {fmt.Sprintf("p%d@example.com", i)}}); a.Status != 303 {
			t.Fatalf("%d: %d", i, a.Status)
		}
	}
	minute := regexp.MustCompile(`Vuelve a intentarlo a las \d+:\d\d \(UTC\)`)
	for name, a := range map[string]sitetest.Answer{
		"sign-in": from("203.0.113.7").Post("/sign-in", url.Values{"email": {"ana@example.com"}}),
		"link":    from("203.0.113.7").Post("/g/"+token+"/code", nil),
	} {
		if a.Status != 429 || !minute.MatchString(text(t, a.Body)) || name == "sign-in" && fields(t, a.Body)["email"] != "ana@example.com" {
			t.Errorf("%s: %d, %q", name, a.Status, text(t, a.Body))
		}
	}
	if a := from("203.0.113.8").Post("/sign-in", url.Values{"email": {"ana@example.com"}}); a.Status != 303 {
		t.Errorf("a neighbour: %d", a.Status)
	}
}

// Whether a mailbox is known, unknown or flooded, and whether a code is sent:
// page, status and length are the same.
func TestNoOracle(t *testing.T) {
	t.Parallel()
	site := behind(t)
	site.As(ana)
	for i := range 60 {
		site.Stranger().With("X-Forwarded-For", fmt.Sprintf("198.51.%d.1", i)).Post("/sign-in", url.Values{"email": {"fla@example.com"}})
	}
	pages := map[string]string{}
	for i, email := range []string{"ana@example.com", "new@example.com", "fla@example.com", "sam@example.com"} {
		b := site.Stranger().With("X-Forwarded-For", fmt.Sprintf("203.0.%d.1", i))
		a := b.Post("/sign-in", url.Values{"email": {email}})
		site.Settle()
		page := b.Get("/sign-in/verify")
		wrong := b.Post("/sign-in/verify", url.Values{"code": {"00000000"}})
		wrong.Body = wrong.Location + b.Get(wrong.Location).Body
		masked := strings.NewReplacer(email[:1]+"•••", "x•••")
		dev := regexp.MustCompile(`(?s)<p class="field__hint">.*?</p>`)
		pages[email] = fmt.Sprint(a.Status, a.Location, page.Status, dev.ReplaceAllString(masked.Replace(page.Body), ""), wrong.Status, dev.ReplaceAllString(masked.Replace(wrong.Body), ""))
		if !strings.Contains(text(t, page.Body), "Si esta dirección puede recibir un código, va de camino") {
			t.Errorf("%s: %q", email, text(t, page.Body))
		}
	}
	count := regexp.MustCompile(`data-resend="\d+"|data-free="[^"]+"|a las \d+:\d\d`)
	for email, page := range pages {
		if count.ReplaceAllString(page, "") != count.ReplaceAllString(pages["new@example.com"], "") {
			t.Errorf("%s can be told:\n%s\n%s", email, page, pages["new@example.com"])
		}
	}
}

// The mail that uses a mailbox's last code of the day carries the word. Typed
// into the field, or come with the link, it brings the owner one at once.
func TestWordOfAFloodedMailbox(t *testing.T) {
	t.Parallel()
	site := behind(t)
	asked := site.GuestTicket()
	token, email := site.Link(asked), site.Email(asked.RequesterID)
	for _, d := range []door{
		{name: "sign-in", again: "/sign-in", verify: "/sign-in/verify", email: "ana@example.com", in: func(b *sitetest.Browser) bool { return b.Get("/tickets").Status == 200 }},
		{name: "link", again: "/g/" + token + "/code", verify: "/g/" + token + "/verify", email: email, in: func(b *sitetest.Browser) bool { return b.Get(asked.Path()).Status == 200 }},
	} {
		for i := range 60 {
			site.Stranger().With("X-Forwarded-For", fmt.Sprintf("198.51.%d.1", i)).Post(d.again, url.Values{"email": {d.email}})
		}
		site.Settle()
		var m notify.DevMail
		var found []string
		for _, each := range site.Mails(d.email) {
			if way := regexp.MustCompile(`(/sign-in|/g/[\w-]+)#t=([A-Z]{16})`).FindStringSubmatch(each.Text); way != nil {
				m, found = each, way
			}
		}
		if found == nil || !strings.HasPrefix(d.again, found[1]) || len(site.Mails(d.email)) < 40 {
			t.Fatalf("%s: %d mails, and the word %q", d.name, len(site.Mails(d.email)), found)
		}
		word := found[2]
		shown := word[:4] + " " + word[4:8] + " " + word[8:12] + " " + word[12:]
		if !strings.Contains(m.Text, shown) {
			t.Errorf("%s: the word cannot be read", d.name)
		}
		for i, send := range []func(*sitetest.Browser) sitetest.Answer{
			func(b *sitetest.Browser) sitetest.Answer {
				return b.Post(d.again, url.Values{"email": {""}, "word": {word}})
			},
			func(b *sitetest.Browser) sitetest.Answer {
				b.Post(d.again, url.Values{"email": {d.email}})
				return b.Post(d.verify, url.Values{"code": {strings.ToLower(shown)}})
			},
		} {
			b := site.Stranger().With("X-Forwarded-For", fmt.Sprintf("203.0.%d.1", i))
			site.Forget(d.email)
			if a := send(b); a.Status != 303 || a.Location != d.verify || d.in(b) {
				t.Fatalf("%s, way %d: %d to %q", d.name, i, a.Status, a.Location)
			}
			if a := b.Post(d.verify, url.Values{"code": {site.Code(d.email)}}); a.Status != 303 || !d.in(b) {
				t.Errorf("%s, way %d: the code: %d", d.name, i, a.Status)
			}
			site.Set("DELETE FROM limits WHERE bucket LIKE 'word minute%'")
		}
		b := site.Stranger().With("X-Forwarded-For", "203.0.113.1")
		b.Post(d.again, url.Values{"email": {d.email}})
		if a := b.Post(d.verify, url.Values{"code": {"ABCD EFGH JKLM NPQR"}}); a.Status != 422 || !strings.Contains(text(t, a.Body), "Esas letras no son") {
			t.Errorf("%s: another word: %d", d.name, a.Status)
		}
	}
}

// A code of the browser's other request is told for what it is.
func TestCodeOfAnotherRequest(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	for _, d := range doors(site) {
		first, second := site.Stranger(), site.Stranger()
		code := d.ask(site, first)
		own := d.ask(site, second)
		a := second.Post(d.verify, url.Values{"code": {code}})
		if page := text(t, a.Body); a.Status != 422 || !regexp.MustCompile(`Ese código es de otra petición; el tuyo se envió a las \d+:\d\d \(UTC\)`).MatchString(page) {
			t.Errorf("%s: %d, %q", d.name, a.Status, page)
		}
		if a := second.Post(d.verify, url.Values{"code": {own}}); a.Status != 303 || !d.in(second) {
			t.Errorf("%s: its own: %d", d.name, a.Status)
		}
		if a := first.Post(d.verify, url.Values{"code": {code}}); a.Status != 303 || !d.in(first) {
			t.Errorf("%s: the other's, in the other: %d", d.name, a.Status)
		}
	}
}

// A browser is known for what it answered codes of, up to six, and for nothing else.
func TestKnownBrowser(t *testing.T) {
	t.Parallel()
	site := behind(t)
	asked := site.GuestTicket()
	token := site.Link(asked)
	b := site.Stranger().With("X-Forwarded-For", "203.0.113.5")
	b.SignIn("ana@example.com", "")
	b.Post("/sign-out", nil)
	b.EnterAsGuest(token, site.Email(asked.RequesterID))
	b.Post("/sign-out", nil)
	for i := range 60 {
		from := site.Stranger().With("X-Forwarded-For", fmt.Sprintf("198.51.%d.1", i))
		from.Post("/sign-in", url.Values{"email": {"ana@example.com"}})
		from.Post("/g/"+token+"/code", nil)
	}
	site.Settle()
	for path, email := range map[string]string{"/sign-in": "ana@example.com", "/g/" + token + "/code": site.Email(asked.RequesterID)} {
		before := len(site.Mails(email))
		site.Stranger().With("X-Forwarded-For", "192.0.2.1").Post(path, url.Values{"email": {email}})
		site.Settle()
		if len(site.Mails(email)) != before {
			t.Errorf("%.4s: a stranger got one", path)
		}
		b.Post(path, url.Values{"email": {email}})
		site.Settle()
		if len(site.Mails(email)) != before+1 {
			t.Errorf("%.4s: the known browser got none", path)
		}
	}
	b.SignIn("luis@example.com", "")
	if n := len(strings.Split(b.Cookie("known"), ".")); n != 3+1 { // and the seal
		t.Errorf("known for %d", n)
	}
}

// A proxy on this machine that nobody named is one network, and its admins are told.
func TestUnnamedProxy(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	admin, agent := site.As("admin@example.com"), site.As(sam)
	told := func(b *sitetest.Browser) bool { return strings.Contains(text(t, b.Get("/desk").Body), "HILO_PROXY") }
	if told(admin) {
		t.Error("told without one")
	}
	site.Stranger().With("X-Forwarded-For", "203.0.113.1").Get("/")
	if !told(admin) || told(agent) || told(site.As(ana)) {
		t.Error("not told, or to others")
	}
	busy := 0
	for i := range 330 {
		if a := site.Stranger().With("X-Real-IP", fmt.Sprintf("203.0.%d.1", i%200)).Post("/sign-in", url.Values{"email": {fmt.Sprintf("p%d@example.com", i)}}); a.Status == 429 {
			busy++
		}
	}
	if busy > 30 || busy < 15 { // some are back after a while
		t.Errorf("%d refused", busy)
	}
	if a := site.Stranger().Post("/sign-in", url.Values{"email": {"ana@example.com"}}); a.Status != 303 {
		t.Errorf("this machine itself: %d", a.Status)
	}
}
