package web_test

import (
	"crypto/rand"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"hilo/app/sitetest"
)

// Who typed a wrong address corrects it on the page that follows: the same words are a
// ticket of the right one, and the first stays unproven. The page is the same whoever an
// address belongs to.
func TestGuestCorrectsTheAddress(t *testing.T) {
	site := sitetest.Start(t)
	b := site.Stranger()
	form := url.Values{"topic": {"other"}, "subject": {"Mi pedido"}, "body": {"Dos líneas:\n  <no llega>"}, "name": {"Marta"}, "email": {"Marta@exmaple.com"}, "want_transaction": {"XK-77"}, "key": {rand.Text()}}
	page := b.Upload("/tickets", form, textFile("recibo.txt")...)
	first := site.Mail("marta@exmaple.com", "se ha recibido")
	number := regexp.MustCompile(`\d{8}`).FindString(first.Subject)
	has(t, page, 201, "Lo hemos recibido", `<bdi class="number">`+number+"</bdi>", "Hemos enviado un enlace a", "m•••@e•••.com", "¿No es tu dirección?", `value="Marta@exmaple.com"`, "recibo.txt", "Enviar otra vez")
	again := url.Values{}
	for name, value := range fields(t, page.Body) {
		again.Set(name, value)
	}
	for _, name := range []string{"topic", "subject", "body", "name", "want_transaction"} {
		if again.Get(name) != form.Get(name) {
			t.Errorf("%s is %q", name, again.Get(name))
		}
	}
	if again.Get("key") == form.Get("key") || again.Get("key") == "" {
		t.Error("it has no key of its own")
	}
	before := site.Count("SELECT count(*) FROM tickets")
	for _, wrong := range []string{"marta@exmaple.com", "marta"} {
		again.Set("email", wrong)
		has(t, b.Post("/tickets", again), 422, "¿No es tu dirección?", `aria-invalid="true"`, number, "recibo.txt", `value="`+wrong+`"`, again.Get("sealed"))
	}
	if now := site.Count("SELECT count(*) FROM tickets"); now != before {
		t.Errorf("%d tickets, then %d", before, now)
	}
	again.Set("email", "marta@example.com")
	page = b.Upload("/tickets", again, textFile("recibo.txt")...)
	has(t, page, 201, "m•••@e•••.com", "!"+number)
	second := site.Mail("marta@example.com", "se ha recibido")
	if strings.Contains(second.Subject, number) || site.Count("SELECT count(*) FROM tickets WHERE proof = 'none' AND subject = 'Mi pedido'") != 2 {
		t.Errorf("%q after %q", second.Subject, first.Subject)
	}
	if same := b.Upload("/tickets", again, textFile("recibo.txt")...); same.Status != 201 || len(site.Mails("marta@example.com")) != 1 {
		t.Errorf("sent twice: %d, %d mails", same.Status, len(site.Mails("marta@example.com")))
	}

	shape := func(email string) string {
		form.Set("email", email)
		form.Set("key", rand.Text())
		return regexp.MustCompile(`value="[^"]*"|<bdi class="number">\d{8}`).ReplaceAllString(b.Post("/tickets", form).Body, "")
	}
	if known, none := shape("ana@example.com"), shape("anb@example.com"); known != none {
		t.Errorf("a known address can be told:\n%s\n%s", known, none)
	}
}

// The mail goes again when it is asked for: once a minute, as often in a day as an address
// gets any, for whoever opened the ticket, as long as nobody has proven it.
func TestReceivedMailIsSentAgain(t *testing.T) {
	k := new(clock)
	site := sitetest.Start(t, k.plan)
	b := site.Stranger()
	const email = "marta@example.com"
	asked := url.Values{}
	page := b.Post("/tickets", url.Values{"topic": {"other"}, "subject": {"Mi pedido"}, "body": {"Hola"}, "email": {email}, "key": {rand.Text()}})
	for name, value := range fields(t, page.Body) {
		asked.Set(name, value)
	}
	mails := func(what string, want int) {
		t.Helper()
		site.Settle()
		site.Until(what, func() bool { return len(site.Mails(email)) >= want }) // between two jobs the outbox may be empty
		if n := len(site.Mails(email)); n != want {
			t.Errorf("%s: %d mails, want %d", what, n, want)
		}
	}
	ask := func(what string, want int) {
		t.Helper()
		has(t, b.Post("/tickets/received", asked), 200, "Lo hemos recibido", "el correo va de camino otra vez", "m•••@e•••.com", asked.Get("number"), `name="body" value="Hola"`)
		mails(what, want)
	}
	minute := func() { k.pass(61 * time.Second) }
	mails("opened", 1)
	ask("at once", 1)
	minute()
	ask("after a minute", 2)
	ask("at once after that", 2)
	minute()
	ask("after another", 3)
	minute()
	ask("beyond the day", 3)
	if len(site.Mails(email)) == 3 && site.Mails(email)[0].Text == site.Mails(email)[2].Text {
		t.Error("the same link goes out twice")
	}
	for name, forged := range map[string]string{"to": "ana@example.com", "number": "12345678", "sealed": "x" + asked.Get("sealed")} {
		other := url.Values{"number": asked["number"], "to": asked["to"], "sealed": asked["sealed"]}
		other.Set(name, forged)
		has(t, b.Post("/tickets/received", other), 404)
	}
}
