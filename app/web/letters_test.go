package web_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode"

	"hilo/app/sitetest"
)

// The address of the site has a letter that only people read: all that machines
// read of it is ASCII, and its pages, as browsers write their origin, may send.
func TestAddressOfOtherLetters(t *testing.T) {
	const origin = "https://soporte.xn--espaa-rta.example"
	post := sitetest.OpenPostbox(t)
	site := sitetest.Start(t, func(p *sitetest.Plan) {
		p.Post, p.Config.URL, p.Config.MailDelay = post, "https://soporte.españa.example", 0
	})
	site.URL = origin // as a browser asks
	old := site.Stranger().With("Sec-Fetch-Site", "").With("Origin", origin)
	form := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Hola"}, "email": {"x@example.com"}}
	if a := old.Post("/tickets", form); a.Status != 201 {
		t.Errorf("a page of our own: %d", a.Status)
	}
	for _, foreign := range []string{"https://soporte.españa.example", "https://soporte.espana.example", "https://xn--espaa-rta.example", "null"} {
		if a := old.With("Origin", foreign).Post("/tickets", form); a.Status != 403 {
			t.Errorf("from %s: %d", foreign, a.Status)
		}
	}
	says(t, site, site.Agent(sam), site.Read(int64(site.Count("SELECT number FROM tickets WHERE subject = 'Hola'"))), "Hola.")
	site.Until("two mails", func() bool { site.Settle(); return len(post.All()) == 2 })
	headers := map[string]bool{}
	for i, header := range post.All() {
		all := post.Text(i)
		for name, values := range header {
			all += name + strings.Join(values, " ")
		}
		if !strings.Contains(all, origin+"/g/") || strings.Contains(all, "españa") || strings.Contains(all, "spa=C3=B1a") {
			t.Errorf("mail %d: %s", i, all)
		}
		for _, name := range []string{"From", "Message-Id", "List-Unsubscribe"} {
			value := header.Get(name)
			if value != "" {
				headers[name] = true
			}
			if value != "" && !strings.Contains(value, "soporte.xn--espaa-rta.example") {
				t.Errorf("mail %d, %s: %q", i, name, value)
			}
		}
	}
	if len(headers) != 3 {
		t.Errorf("headers: %v", headers)
	}
	for _, said := range post.Heard() {
		if strings.IndexFunc(said, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 || !strings.HasSuffix(said, "soporte.xn--espaa-rta.example") {
			t.Errorf("the mail server hears %q", said)
		}
	}
	a := site.Stranger().Script().With("Accept", "application/json").Post("/passkeys/sign-in/options", nil)
	if !strings.Contains(a.Body, `"rpId":"soporte.xn--espaa-rta.example"`) {
		t.Errorf("passkeys are for %s", a.Body)
	}
	for _, cookie := range site.Stranger().Post("/sign-in", url.Values{"email": {"ana@example.com"}}).Cookies() {
		if cookie.Domain != "" || !strings.HasPrefix(cookie.Name, "__Host-") {
			t.Errorf("cookie %s of %q", cookie.Name, cookie.Domain)
		}
	}
}
