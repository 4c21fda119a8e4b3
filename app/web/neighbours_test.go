package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"hilo/app/sitetest"
)

// Who types codes without end, behind the same address, stops neither who waits for
// theirs nor a guest who signs in.
func TestNeighbourTypesCodes(t *testing.T) {
	t.Parallel()
	site := behind(t)
	asked := site.GuestTicket()
	token := site.Link(asked)
	from := func() *sitetest.Browser { return site.Stranger().With("X-Forwarded-For", "203.0.113.7") }
	loud := func(path string) {
		t.Helper()
		for i := range 2000 {
			if from().Post(path, url.Values{"code": {fmt.Sprintf("%08d", i)}}).Status == 429 {
				return
			}
		}
		t.Error("a flood has no end")
	}
	b := from()
	b.AskCode("nora@example.com", "")
	loud("/sign-in/verify")
	for range 5 {
		if a := b.Post("/sign-in/verify", url.Values{"code": {"1"}}); a.Status != 422 {
			t.Errorf("what is no code: %d", a.Status)
		}
	}
	if a := b.Post("/sign-in/verify", url.Values{"code": {site.Code("nora@example.com")}}); a.Status != 303 {
		t.Errorf("the right code: %d", a.Status)
	}
	guest := from()
	guest.AskGuestCode(token, site.Email(asked.RequesterID))
	loud("/g/" + token + "/verify")
	if a := guest.Post("/g/"+token+"/verify", url.Values{"code": {site.Code(site.Email(asked.RequesterID))}}); a.Status != 303 {
		t.Errorf("the right code of a link: %d", a.Status)
	}
	loud("/sign-in/guest")
	if a := guest.Post("/sign-in/guest", nil); a.Status != 303 || a.Location != "/tickets" {
		t.Errorf("a guest who signs in: %d to %q", a.Status, a.Location)
	}
}

// What is refused costs an address none of its day; what is stored does, and no
// crowd at once gets more than is left.
func TestEmptyTicketsCostNothing(t *testing.T) {
	t.Parallel()
	site := behind(t)
	from := func() *sitetest.Browser { return site.Stranger().With("X-Forwarded-For", "203.0.113.7") }
	question := url.Values{"topic": {"payments"}, "subject": {"Mi asunto"}, "body": {"Mis palabras"}, "name": {"Nora"}, "email": {"nora@example.com"}}
	for _, wrong := range []string{"", "topic", "subject", "body", "email"} {
		form := url.Values{}
		for name, values := range question {
			if wrong != "" && name != wrong {
				form[name] = values
			}
		}
		for range 15 {
			if a := from().Post("/tickets", form); a.Status != 422 {
				t.Fatalf("without %q: %d", wrong, a.Status)
			}
		}
	}
	has(t, from().Post("/tickets", question), 201)
	day := int64(24 * 60 * 60 * 1e6)
	site.Set("UPDATE limits SET tat = tat + ? WHERE bucket LIKE 'guest tickets/%'", day/50*45)
	var all sync.WaitGroup
	var stored, late atomic.Int32
	for range 12 {
		all.Go(func() {
			switch a := from().Post("/tickets", question); {
			case a.Status == 201:
				stored.Add(1)
			case a.Status == 429 && strings.Contains(a.Body, "Mis palabras") && a.Header.Get("Retry-After") != "":
				late.Add(1)
			default:
				t.Errorf("%d: %.300s", a.Status, a.Body)
			}
		})
	}
	all.Wait()
	if n := site.Count("SELECT count(*) FROM tickets WHERE subject = 'Mi asunto'"); stored.Load() != 4 || late.Load() != 8 || n != 5 {
		t.Errorf("%d stored, %d refused, %d tickets", stored.Load(), late.Load(), n)
	}
	has(t, from().Post("/tickets", nil), 429)
	has(t, site.Stranger().With("X-Forwarded-For", "203.0.113.8").Post("/tickets", question), 201)
}
