package e2e

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"hilo/app/access"
	"hilo/app/world"
)

// Who has no zone yet is told times by the clock of their browser; the help page
// leads back to the field for the code, apart from the words above.
func TestCodePageClock(t *testing.T) {
	s := start(t)
	dora := s.browse(t, "", phone)
	call(dora, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kathmandu"})
	dora.open("/sign-in")
	dora.write("#email", "dora@example.com")
	dora.press("Enviar código")
	dora.arrives("/sign-in/verify")
	dora.until("the time is the browser's", `(told => {
		const time = new Date(told.dataset.free).toLocaleTimeString("es", { timeStyle: "short", timeZone: "Asia/Kathmandu" });
		return told.textContent == "Puedes pedir otro a las " + time + "." && !told.nextElementSibling.checkVisibility();
	})(document.querySelector("[data-free]"))`)
	dora.open("/")
	dora.until("the card has its distance", `(card => card.getBoundingClientRect().top - card.previousElementSibling.getBoundingClientRect().bottom >= 12)(document.querySelector(".card--mine"))`)
}

// The script says times as the server does.
func TestClockInEnglish(t *testing.T) {
	s := start(t)
	luis := s.worked(t, world.Luis, desktop)
	luis.provoke("ERR_|htmx|fetch")
	luis.keeps("/tickets")
	s.cable.cut()
	luis.open("/tickets")
	luis.until("in small letters", `/\d:\d\d [ap]m\b/.test(document.getElementById("live-state").textContent)`)
}

// The pages whose address is a secret send no referrer; their forms work all the
// same where a browser says where it comes from by Origin alone.
func TestSecretPagesInAnAgedBrowser(t *testing.T) {
	s := start(t)
	s.cable.aged = true
	const mail = "carla@example.com"
	carla := s.browse(t, "", plain(phone))
	carla.open("/tickets/new")
	carla.write("#email", mail)
	carla.choose("#topic", "other")
	carla.write("#subject", "No llega mi pedido")
	carla.write("#body", "Lo pedí el lunes.")
	carla.press("Enviar")
	carla.sees("Hemos enviado un enlace")
	number := s.latest(mail)
	link := s.path(address.FindString(s.mail(mail, fmt.Sprintf("Tu ticket de soporte %d", number))))
	carla.open(link)
	carla.press("Enviar código")
	carla.arrives(link + "/verify")
	carla.write("#code", "Es "+s.code(mail)+".")
	carla.press("Verificar")
	carla.arrives(fmt.Sprint("/tickets/", number))
	carla.open(link + "/revocation")
	carla.press("Anular todos los enlaces")
	carla.sees("Enlaces anulados")
	carla.provoke("status of 404")
	carla.open(link)
	carla.sees("Este enlace ya no sirve")

	token, err := s.Auth.Staff.Add(t.Context(), "noa@example.com", "Noa Vidal", false)
	s.must(err)
	noa := s.browse(t, "", plain(desktop))
	noa.open("/staff/" + token)
	noa.press("Entrar")
	noa.arrives("/desk")
}

// Ana's phone ends the app while she fetches the code; it opens where she was.
// What she pastes sends itself; her account is in her browser's zone from then on.
func TestAppEndsWhileTheCodeIsFetched(t *testing.T) {
	s := start(t)
	nora := s.browse(t, "", phone)
	const mail = "nora@example.com"
	call(nora, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "America/Bogota"})
	nora.open("/sign-in?next=/settings")
	nora.write("#email", "\u202anora@example.com\u202c")
	nora.press("Enviar código")
	nora.arrives("/sign-in/verify")
	nora.open("/")
	nora.sees("Has pedido un código para n•••@e•••.com")
	nora.press("Escribir el código")
	nora.arrives("/sign-in/verify")
	nora.open("/tickets")
	nora.arrives("/sign-in/verify?next=%2Ftickets")
	nora.press("Cambiar")
	nora.arrives("/sign-in?change=1&next=%2Ftickets")
	nora.until("it can be corrected", `document.querySelector("#email").value == "nora@example.com"`)
	nora.press("Escribir el código")
	nora.arrives("/sign-in/verify")
	code := s.code(mail)
	for _, digit := range code { // typed, nothing tells when it is whole
		nora.write("#code", string(digit))
	}
	eval[bool](nora, `new Promise(done => setTimeout(done, 700, true))`)
	if n := len(s.cable.asked("POST", "/verify")); n > 0 {
		t.Errorf("what was typed sent itself %d times", n)
	}
	nora.rewrite("#code", "Tu código es "+code+".")
	nora.arrives("/settings")
	if p := s.person(mail); p.Timezone != "America/Bogota" {
		t.Errorf("Nora lives in %q", p.Timezone)
	}
}

// Strangers have used up the day's codes of Ana's mailbox. The link of the mail that
// carries the word brings her one at once, and nothing of it stays in the address.
func TestWordOpensByItsLink(t *testing.T) {
	s := start(t)
	for i := range 60 {
		_, _, err := s.Auth.StartSignIn(t.Context(), access.Ask{Email: world.Ana, IP: fmt.Sprintf("198.51.%d.1", i)})
		s.must(err)
	}
	way, before := "", 0
	link := regexp.MustCompile(`\S+/sign-in#t=[A-Z]{16}`)
	eventually(t, "the word has come", func() bool {
		mails, err := s.Notify.Mails(t.Context())
		s.must(err)
		before = len(mails)
		for _, m := range mails {
			way = cmp.Or(way, link.FindString(m.Text))
		}
		return way != ""
	})
	ana := s.browse(t, "", phone)
	ana.open(strings.TrimPrefix(way, s.url))
	ana.arrives("/sign-in/verify")
	eventually(t, "a code has come", func() bool {
		mails, err := s.Notify.Mails(t.Context())
		s.must(err)
		return len(mails) > before
	})
	ana.write("#code", s.code(world.Ana))
	ana.press("Verificar")
	ana.arrives("/tickets")
}
