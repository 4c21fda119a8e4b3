package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"hilo/app/desk"
	"hilo/app/world"
)

// Ana finds her ticket on the phone, answers there and on her computer, says
// that it is not solved yet, then that it is, how we did, and why.
func TestCustomer(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	s.says(world.Sam, number, "Hola, Ana. Lo miramos ahora mismo.")
	unread, err := s.Desk.Lists.Unread(t.Context(), s.person(world.Ana))
	s.must(err)

	ana := s.browse(t, world.Ana, phone)
	ana.open("/settings")
	ana.press("Menú")
	ana.press("Obtener ayuda")
	ana.arrives("/")
	ana.press("#main a[href='/tickets']") // Comprueba tus tickets
	ana.arrives("/tickets")
	ana.sees("Sam: Hola, Ana. Lo miramos ahora mismo.")
	ana.live()
	row := fmt.Sprintf("#ticket-%d", number)
	ana.until("it is unread", fmt.Sprintf(`document.querySelector("%s[data-unread] .dot") && document.title.startsWith("(%d) ")`, row, unread))
	ana.press(row + " a")
	ana.arrives(fmt.Sprint("/tickets/", number))
	ana.until("one less in the title", titled(unread-1))
	ana.live()

	ana.write("#body", "Gracias, espero.")
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying("Gracias, espero.")+` == 1 && document.activeElement.id == "body" && document.activeElement.value == ""`)
	ana.sees("Enviado")

	mac := s.browse(t, world.Ana, desktop)
	mac.open(fmt.Sprint("/tickets/", number))
	mac.sees("Gracias, espero.")
	mac.live()
	mac.write("#body", "¿Se sabe algo?")
	mac.key("\r", chromedp.ModifierCtrl)
	mac.until("it is sent", entriesSaying("¿Se sabe algo?")+` == 1 && document.activeElement.value == ""`)
	ana.sees("¿Se sabe algo?")
	const group = `(shown => shown.length == 2 && shown[1].closest("#seen"))([...document.querySelectorAll(".entry--own time, #seen time")].filter(time => time.checkVisibility()))`
	for _, p := range []*page{ana, mac} {
		p.until("her last two messages are a group: one time, beside what became of them", group)
	}
	mac.reload()
	mac.until("also in a page that was loaded", group)
	mac.live()

	sam := s.browse(t, world.Sam, desktop)
	sam.open(fmt.Sprint("/desk/tickets/", number))
	ana.until("Sam has seen it", `document.querySelector("#seen").innerText.includes("Visto")`)

	solve(s, number, "Va en camino.")
	ana.sees("¿Está resuelto?")
	ana.until("the question is in sight", `document.querySelector("#turn .ask").getBoundingClientRect().bottom <= document.querySelector(".ticket__foot").getBoundingClientRect().top + 1`)
	ana.press("Todavía no")
	ana.sees("Dijiste que todavía no está resuelto")
	ana.until("the card is gone", `!document.querySelector("#turn .ask")`)
	solve(s, number, "Ya está en tu buzón.")
	mac.sees("¿Está resuelto?")
	ana.press("Sí, está resuelto")
	ana.sees("Confirmaste que está resuelto")
	mac.sees("¿Qué tal te hemos atendido?")
	ana.press("Mal")
	ana.sees("¿Qué falló?")
	ana.provoke("status of 422")
	ana.write("#comment", "Tardó mucho. Mi tarjeta: 4111 1111 1111 1111")
	ana.press("#turn .button")
	ana.until("it asks first, over the words", `document.activeElement.closest("#turn #guard") && document.getElementById("comment").value.startsWith("Tardó")`)
	ana.press("Ocultar y enviar")
	ana.sees("Tardó mucho. Mi tarjeta: ••••")
	ana.press("Bien")
	const ratings = `[...document.querySelectorAll(".entry--rated")].filter(entry => entry.checkVisibility()).map(entry => entry.innerText)`
	for _, p := range []*page{ana, mac} {
		p.until("only the last rating shows", `(all => all.length == 1 && all[0].includes("bien"))(`+ratings+`)`)
	}
	ana.sees("Gracias por decírnoslo")
	ana.until("it is closed", `document.querySelector("#status").innerText.includes("Cerrado")`)

	ana.open("/tickets?show=closed")
	ana.until("nothing to read", fmt.Sprintf(`document.querySelector(%q) && !document.querySelector("%s[data-unread]")`, row, row))

	luis := s.browse(t, world.Luis, phone)
	luis.provoke("status of 404")
	luis.open(fmt.Sprint("/tickets/", number))
	luis.lacks("tarjeta")
}

func solve(s *site, number int64, body string) {
	s.t.Helper()
	_, err := s.Desk.Solve(s.t.Context(), s.person(world.Sam), number, desk.Message{Body: body})
	s.must(err)
}

// titled tells whether the title counts n unread tickets.
func titled(n int) string {
	if n == 0 {
		return `!/^\(/.test(document.title)`
	}
	return fmt.Sprintf(`document.title.startsWith("(%d) ")`, n)
}
