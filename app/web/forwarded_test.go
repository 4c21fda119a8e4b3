package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hilo/app/sitetest"
)

// A client that invents its address shares the budget of the one it has.
func TestInventedAddressBuysNothing(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Proxy = []string{"127.0.0.1"} })
	form := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Hola"}, "email": {"x@example.com"}}
	for i := range 50 { // what nobody may send in a day
		b := site.Stranger().With("X-Forwarded-For", fmt.Sprintf("6.6.6.%d, 203.0.113.9", i))
		if a := b.Post("/tickets", form); a.Status != 201 {
			t.Fatalf("ticket %d: %d", i, a.Status)
		}
	}
	if a := site.Stranger().With("X-Forwarded-For", "7.7.7.7, 203.0.113.9").Post("/tickets", form); a.Status != 429 || !strings.Contains(a.Body, "demasiadas peticiones") {
		t.Errorf("the 51st: %d", a.Status)
	}
	two := site.Stranger()
	two.Header["X-Forwarded-For"] = []string{"8.8.8.8", "203.0.113.9"} // a proxy that adds a line of its own
	if a := two.Post("/tickets", form); a.Status != 429 {
		t.Errorf("the 52nd, in a line above the proxy's: %d", a.Status)
	}
	if a := site.Stranger().With("X-Forwarded-For", "203.0.113.10").Post("/tickets", form); a.Status != 201 {
		t.Errorf("a neighbour: %d", a.Status)
	}
}

// Links in mails come from the setting, whatever host a request names.
func TestForgedHost(t *testing.T) {
	site := sitetest.Start(t)
	b := site.Stranger().With("X-Forwarded-Host", "evil.example").With("X-Forwarded-Proto", "https").With("Forwarded", "host=evil.example")
	form := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Hola"}, "email": {"x@example.com"}}
	if a := b.Post("/tickets", form); a.Status != 201 || strings.Contains(a.Body, "evil.example") {
		t.Errorf("%d", a.Status)
	}
	body := form.Encode()
	got := wire(t, site, fmt.Sprintf("POST /tickets HTTP/1.1\r\nHost: evil.example\r\nOrigin: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", site.URL, len(body), body))
	if strings.Contains(got, "evil.example") {
		t.Error("the answer names the forged host")
	}
	site.Settle()
	mails := site.Mails("x@example.com")
	for _, m := range mails {
		if !strings.Contains(m.Text, site.URL+"/g/") || strings.Contains(fmt.Sprint(m), "evil.example") {
			t.Error("a mail names the forged host")
		}
	}
	if len(mails) != 2 {
		t.Errorf("%d mails", len(mails))
	}
	for host, want := range map[string]int{"evil.example": 404, "localhost.evil.example:80": 404, "localhost": 200, "127.0.0.1:1": 200, "[::1]:1": 200} {
		got := wire(t, site, "GET /dev/mail.json HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
		if all := statusesOf(t, got); len(all) != 1 || all[0] != want {
			t.Errorf("the mails of development, for %s: %v", host, all)
		}
	}
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-Ip"} {
		if a := site.Stranger().With(name, "203.0.113.9").Get("/dev/mail.json"); a.Status != 404 {
			t.Errorf("the mails of development, with %s: %d", name, a.Status)
		}
	}
}
