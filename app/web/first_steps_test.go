package web_test

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"hilo/app/sitetest"
)

// An admin finds on the desk what to do first. Each line ticks itself, and all of it goes
// once it is put away. Agents have none of it.
func TestFirstSteps(t *testing.T) {
	site := sitetest.Start(t)
	admin, agent := site.As("admin"), site.As(sam)
	const title, passkey = "Primeros pasos", "INSERT INTO passkeys (id, credential_id, person_id, name, data, created_at) VALUES ('x', 'x', ?, '', '{}', ?)"
	done := func(what string, want ...string) {
		t.Helper()
		a := admin.Get("/desk")
		has(t, a, 200, title)
		var got []string
		for _, item := range strings.Split(a.Body, `<li class="steps__item"`)[1:] {
			if name, _, _ := strings.Cut(item[strings.Index(item, "<b>")+3:], "<"); strings.HasPrefix(item, " data-done") {
				got = append(got, name)
			}
		}
		if strings.Join(got, ", ") != strings.Join(want, ", ") {
			t.Errorf("%s: done is %q, want %q", what, got, want)
		}
	}
	const colleague, address, mail, ticket = "Añade a alguien más", "Da la dirección a tus clientes", "Prueba el correo", "Abre un ticket tuyo"
	site.Set("UPDATE people SET role = '' WHERE role = 'agent'")
	done("alone", address)
	has(t, admin.Get("/desk"), 200, `<code translate="no">hilo staff add nombre@ejemplo.com --name &#34;Nombre&#34;</code>`)
	site.Set("UPDATE people SET role = 'agent' WHERE role = ''")
	done("nobody from outside", colleague)
	has(t, admin.Get("/desk"), 200, `<code translate="no">`+site.URL+`</code>`)
	has(t, admin.Post("/desk/first-steps", url.Values{"do": {"mail"}}), 303)
	site.Mail("admin@example.com", "Correo de prueba")
	site.Settle()
	done("a mail went out", colleague, mail)
	form := url.Values{"topic": {"other"}, "subject": {"Prueba"}, "body": {"Hola"}, "key": {rand.Text()}}
	has(t, admin.Post("/tickets", form), 303)
	done("a ticket of one's own", colleague, mail, ticket)
	has(t, admin.Get("/desk?q=x"), 200, "!"+title)
	has(t, agent.Get("/desk"), 200, "!"+title)
	has(t, agent.Post("/desk/first-steps", url.Values{"do": {"mail"}}), 404)
	has(t, admin.Post("/desk/first-steps", url.Values{"do": {"nonsense"}}), 404)

	site.Set(passkey, site.Person("admin").ID, site.Plan.Now().UTC())
	done("a passkey", colleague, mail, "Guarda una llave de acceso", ticket)
	has(t, admin.Post("/desk/first-steps", url.Values{"do": {"away"}}), 303)
	has(t, admin.Get("/desk"), 200, "!"+title)
}
