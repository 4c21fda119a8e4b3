package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// A field that does not come leaves what it is about as it was.
func TestSettingsOneByOne(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	for _, form := range []url.Values{{"name": {"Ana Ruiz"}}, {"timezone": {"America/Lima"}}, {"locale": {"en"}}} {
		if a := b.Post("/settings", form); a.Status != 303 {
			t.Fatalf("%v: %d", form, a.Status)
		}
	}
	if p := site.Person("ana@example.com"); p.Name != "Ana Ruiz" || p.Timezone != "America/Lima" || p.Locale != "en" {
		t.Errorf("%+v", p)
	}
	has(t, b.Post("/settings", url.Values{"name": {"Ana 4111 1111 1111 1111"}}), 422, `value="Ana 4111 1111 1111 1111"`, "Type only your name")
	if name := site.Person("ana@example.com").Name; name != "Ana Ruiz" {
		t.Errorf("the name is %q", name)
	}
	if b.Post("/settings", url.Values{"name": {""}}); site.Person("ana@example.com").Name != "" {
		t.Error("an empty name is kept")
	}
}

// A box is on when it says on, and in no other case.
func TestBoxesSayOn(t *testing.T) {
	t.Parallel()
	b := sitetest.Start(t).As(ana)
	b.Post("/settings/notifications", url.Values{"push_ask": {"on"}, "mail_ask": {"off"}, "push_text": {""}})
	page := b.Get("/settings/notifications").Body
	if n := strings.Count(page, " checked"); n != 1 {
		t.Errorf("%d boxes are on", n)
	}
	for _, name := range strings.Fields("push_reply push_ask push_solve mail_reply mail_ask mail_solve push_text mail_subject") {
		if !strings.Contains(page, `name="`+name+`" value="on"`) {
			t.Errorf("%s does not say on", name)
		}
	}
}

// What one may not see is the same page as what never was, wherever that would be.
func TestNothingLooksTheSameEverywhere(t *testing.T) {
	t.Parallel()
	b := sitetest.Start(t).As(ana)
	never := b.Get("/never-was")
	for _, path := range []string{"/desk", "/desk/tickets/" + noTicket, "/tickets/" + noTicket, "/files/none", "/settings/none"} {
		if a := b.Get(path); a.Status != 404 || a.Body != never.Body {
			t.Errorf("%s: %d, %d bytes beside %d", path, a.Status, len(a.Body), len(never.Body))
		}
	}
}

// Every form that sends words carries its own hidden key, as other clients look for one.
func TestFormsCarryAHiddenKey(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	seen := map[string]bool{}
	for path, b := range map[string]*sitetest.Browser{"/tickets/new": site.As(ana), "/tickets/new?": site.Stranger(), ticket.Path(): site.As(ana), "/desk" + ticket.Path(): site.As(sam)} {
		key := regexp.MustCompile(`<input type="hidden" id="key" name="key" value="([A-Z0-9]{20,})">`).FindAllStringSubmatch(b.Get(path).Body, -1)
		if len(key) != 1 || seen[key[0][1]] {
			t.Errorf("%s: %q", path, key)
			continue
		}
		seen[key[0][1]] = true
	}
}

// Development shows each browser the code that it asked for, also where addresses
// look the same when masked, and after a second ask.
func TestDevelopmentShowsTheCode(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	shown := regexp.MustCompile(`Desarrollo, el código es <b class="number">([\d ]+)</b>`)
	browsers := map[string]*sitetest.Browser{"ana@example.com": site.Stranger(), "admin@example.com": site.Stranger()}
	for range 2 {
		site.Minute()
		for email, b := range browsers {
			site.Forget(email)
			b.Post("/sign-in", url.Values{"email": {email}})
		}
		for email, b := range browsers {
			page := b.Get("/sign-in/verify").Body
			if m := shown.FindStringSubmatch(page); m == nil || strings.ReplaceAll(m[1], " ", "") != site.Code(email) {
				t.Errorf("%s reads %q, the mail says %s", email, m, site.Code(email))
			}
		}
	}
	other := site.Stranger()
	other.Post("/sign-in", url.Values{"email": {"ana@example.com"}})
	site.Set("UPDATE challenges SET sends = FALSE")
	if shown.MatchString(other.Get("/sign-in/verify").Body) {
		t.Error("a code is shown to a browser to which none was sent")
	}
}
