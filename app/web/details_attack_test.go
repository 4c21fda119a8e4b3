package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Whatever stands in the fields of details: it is one line of text each in what was
// sent, or it comes back whole.
func TestStrangeDetails(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	b, agent, replies := site.As(ana), site.As(sam), ticket.Path()+"/replies"
	ask := func(n int64, wants ...string) {
		t.Helper()
		if a := agent.Post(fmt.Sprintf("/desk/tickets/%d/replies", n), url.Values{"body": {"Nos faltan datos."}, "send": {"ask"}, "wants[]": wants}); a.Status != 303 {
			t.Fatal(a.Status, text(t, a.Body))
		}
	}
	if a := agent.Post("/desk"+replies, url.Values{"body": {"Nos faltan datos."}, "send": {"ask"}, "wants[]": {"other", "password"}}); a.Status != 422 {
		t.Errorf("what nobody may ask for: %d", a.Status)
	}
	for _, payload := range payloads {
		ask(ticket.Number, "other")
		one := strings.Join(strings.Fields(payload), " ")
		has(t, b.Post(replies, url.Values{"want_other": {payload, "otro"}, "want_pin": {"1234"}, "guard": {"send"}}), 303)
		if e := site.Last(ticket.Number); strings.Contains(e.Body, "\n") || plain(e.Body) != plain("Otros datos: "+one) {
			t.Errorf("%q is %q", payload, e.Body)
		}
	}
	for path, b := range map[string]*sitetest.Browser{ticket.Path(): b, "/desk" + ticket.Path(): agent} {
		inert(t, path, b.Get(path).Body)
	}
	for _, line := range []string{"```", "ID de la transacción: TX-1", "# Título", "- uno", "https://evil.example/canary", "\u202e4321 rajeT"} {
		ask(ticket.Number, "other")
		has(t, b.Post(replies, url.Values{"want_other": {line}, "body": {"```\nsin cerrar"}}), 303)
		if e := site.Last(ticket.Number); !strings.HasSuffix(e.Body, "\n\nOtros datos: "+strings.TrimPrefix(line, "\u202e")) {
			t.Errorf("%q is %q", line, e.Body)
		}
	}

	ask(ticket.Number, "time", "other", "time", "other", "other") // a page that was tampered with
	page := b.Get(ticket.Path())
	if said := site.Last(ticket.Number).Data.Wants; strings.Count(page.Body, `id="want_time"`) != 1 || strings.Count(page.Body, `id="want_other"`) != 1 || strings.Join(said, " ") != "time other" {
		t.Errorf("asked twice: %v", said)
	}
	stored := func() int { return site.Count("SELECT count(*) FROM entries WHERE ticket = ?", ticket.Number) }
	before, long := stored(), strings.Repeat("á", 301)
	has(t, b.Post(replies, url.Values{"want_other": {long}, "body": {kept}}), 422, `id="e-want_other"`, long, "se pierde")
	has(t, b.Post(replies, url.Values{"want_other": {strings.Repeat("a", 1<<20)}}), 413)
	has(t, b.Post(replies, url.Values{"want_other": {"1\x002"}}), 422, `id="e-want_other"`)
	has(t, b.Post(replies, url.Values{"want_screenshot": {"foto.png"}}), 422, "Escribe un mensaje o adjunta un archivo.") // a name is no picture
	theirs := url.Values{"want_other": {"Calle Mayor 3"}}
	for _, stranger := range []*sitetest.Browser{site.As(luis), site.GuestOf(site.GuestTicket())} {
		for _, path := range []string{replies, ticket.Path() + "/draft"} {
			has(t, stranger.Post(path, theirs), 404)
		}
		put(t, stranger, ticket, theirs, 404)
	}
	if n := stored(); n != before {
		t.Errorf("%d entries, and %d before", n, before)
	}
	form := url.Values{"want_other": {"Calle Mayor 3"}, "key": {"one"}}
	has(t, b.Post(replies, form), 303)
	form.Set("want_other", "Calle Mayor 4") // the tab beside it
	has(t, b.Post(replies, form), 409, "Calle Mayor 3", "Calle Mayor 4")
}

func put(t *testing.T, b *sitetest.Browser, ticket *desk.Ticket, form url.Values, want int) {
	t.Helper()
	path := "/drafts/" + strings.TrimPrefix(ticket.Path(), "/tickets/")
	if a := b.Do("PUT", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); a.Status != want {
		t.Errorf("%s: %d, want %d", path, a.Status, want)
	}
}

// A detail that nobody asks for any more is among the words, also where those are refused.
func TestDetailsNobodyAsksFor(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	replies := ticket.Path() + "/replies"
	form := url.Values{"want_other": {"Calle Mayor 3"}, "want_time": {"ayer"}, "body": {"Vivo aquí: " + card}, "key": {"one"}}
	for range 2 { // the guard, and a time that is none
		a := b.Post(replies, form)
		if got := fields(t, a.Body); a.Status != 422 || !strings.Contains(got["body"], "Calle Mayor 3") || !strings.Contains(got["body"], "ayer") {
			t.Errorf("%d: %q", a.Status, got["body"])
		}
		form.Set("guard", "send")
	}
	form.Del("want_time")
	has(t, b.Post(replies, form), 303)
	if e := site.Last(ticket.Number); !strings.HasSuffix(e.Body, "\n\nOtros datos: Calle Mayor 3") {
		t.Errorf("it reads %q", e.Body)
	}
}

// Secrets are asked about in whatever field of a detail they stand, however they are
// written: a field makes one line of what comes.
func TestSecretsInDetails(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	lines, marked := "4111\n1111\n1111\n1111", "4111\u200e1111\u2066\u20691111\u200b1111"
	for path, names := range map[string][]string{
		ticket.Path() + "/replies": {"want_transaction", "want_other", "want_time", "want_screenshot"},
		"/tickets":                 {"want_transaction", "want_other", "want_time", "want_screenshot", "subject"},
	} {
		for _, name := range names {
			for _, secret := range []string{card, lines, marked, "4111\u20281111\u20281111\u20281111"} {
				form := url.Values{"topic": {"other"}, "subject": {"Una duda"}, "body": {"Hola."}}
				form.Set(name, secret)
				before := site.Count("SELECT count(*) FROM entries")
				a := b.Post(path, form)
				asked := name != "want_screenshot" // which is a file: no words of it are read
				if sent := site.Count("SELECT count(*) FROM entries") > before; sent == asked || asked != (a.Status == 422) {
					t.Errorf("%q in %s of %s: %d", secret, name, path, a.Status)
				}
				form.Set("guard", "mask")
				b.Post(path, form)
				if all := site.Dump("tickets entries"); strings.Contains(digits(all), "4111111111111111") {
					t.Fatalf("%q in %s of %s is stored", secret, name, path)
				}
			}
		}
	}
	guest := site.Stranger()
	form := url.Values{"topic": {"other"}, "subject": {"Una duda"}, "body": {"Hola."}, "email": {"carla@example.com"}, "want_transaction": {lines}}
	if a := guest.Post("/tickets", form); a.Status != 422 || !strings.Contains(a.Body, `id="guard"`) {
		t.Errorf("a guest: %d", a.Status)
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' {
			return -1
		}
		return r
	}, s)
}

// Drafts keep what is not fit to be sent, and nothing of nothing.
func TestDraftsOfDetails(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	if _, err := site.Desk.Ask(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Nos faltan datos."}, []string{"other"}); err != nil {
		t.Fatal(err)
	}
	put(t, b, ticket, url.Values{"want_other": {" \u3164 "}}, 204)
	put(t, b, ticket, url.Values{"want_screenshot": {"C:\\fakepath\\foto.png"}, "want_pin": {"1"}}, 204)
	if n := site.Count("SELECT count(*) FROM drafts"); n != 0 {
		t.Errorf("%d drafts of nothing", n)
	}
	put(t, b, ticket, url.Values{"want_other": {card}}, 204)
	put(t, b, ticket, url.Values{"want_other": {strings.Repeat("a", 301)}}, 422)
	put(t, b, ticket, url.Values{"want_other": {"1\x002"}}, 422)
	put(t, b, ticket, url.Values{"want_other": {strings.Repeat("a", 1<<20)}}, 413)
	has(t, b.Get(ticket.Path()), 200, `value="`+card+`"`)
	put(t, b, ticket, url.Values{"want_other": {"uno\ndos\r\n\"><script>canary()</script>"}}, 204)
	inert(t, ticket.Path(), b.Get(ticket.Path()).Body)

	// all of a new ticket goes on in the one that it is like, once
	form := url.Values{"subject": {"Otra vez"}, "body": {"Hola."}, "want_other": {"Calle\nMayor 3"}, "want_transaction": {"TX-778899"}}
	other := site.Ticket(ana, desk.StatusOpen)
	for range 2 {
		has(t, b.Post(other.Path()+"/draft", form), 303)
	}
	box := fields(t, b.Get(other.Path()).Body)["body"]
	for _, line := range []string{"Otra vez", "ID de la transacción: TX-778899", "Otros datos: Calle Mayor 3"} {
		if !slices.Contains(strings.Split(box, "\n"), line) || strings.Count(box, line) != 1 {
			t.Errorf("%q is not in %q once", line, box)
		}
	}
	form.Set("body", strings.Repeat("a", desk.MaxBody+1))
	a := b.Post(other.Path()+"/draft", form)
	if got := fields(t, a.Body); a.Status != 422 || got["want_transaction"] != "TX-778899" || len(got["body"]) <= desk.MaxBody {
		t.Errorf("too long: %d, %.60v", a.Status, got)
	}
}

// Files for a detail are files like all others: as many as fit together, and what no
// field is for is left.
func TestScreenshotsCountAsFiles(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	send := func(b *sitetest.Browser, path string, names ...string) sitetest.Answer {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, value := range map[string]string{"topic": "other", "subject": "Una duda", "body": "Hola.", "email": "carla@example.com"} {
			w.WriteField(name, value)
		}
		for i, name := range names {
			part, err := w.CreateFormFile(name, fmt.Sprint(i, ".txt"))
			if err != nil {
				t.Fatal(err)
			}
			part.Write([]byte(fmt.Sprint("nota ", i)))
		}
		w.Close()
		return b.Do("POST", path, w.FormDataContentType(), &body)
	}
	six, five := slices.Repeat([]string{"want_screenshot"}, 6), slices.Repeat([]string{"files"}, 5)
	has(t, send(b, ticket.Path()+"/replies", slices.Concat(six, five)...), 422, "10 archivos")
	has(t, send(site.Stranger(), "/tickets", "files", "files", "want_screenshot", "want_screenshot"), 422, "3 archivos")
	has(t, send(b, ticket.Path()+"/replies", slices.Concat(six[1:], five, []string{"want_other", "avatar"})...), 303)
	if e := site.Last(ticket.Number); len(e.Files()) != 10 || e.Body != "Hola." {
		t.Errorf("%d files, %q", len(e.Files()), e.Body)
	}
	noLeftovers(t, site)
}

// What no database takes is refused as it is in any field, also where its likeness is looked for.
func TestDetailsWithNothingToLookFor(t *testing.T) {
	site := sitetest.Start(t)
	b, form := site.As(ana), url.Values{"subject": {"Un pago"}, "body": {"No llega"}, "topic": {"payments"}, "want_transaction": {"TX-10\x0093"}}
	for _, path := range []string{"/tickets", "/tickets/similar", "/tickets/nothing/draft"} {
		for _, who := range []*sitetest.Browser{b, b.Script()} {
			if a := who.Post(path, form); a.Status >= 500 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	}
}
