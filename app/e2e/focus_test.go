package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"hilo/app/desk"
	"hilo/app/world"
)

// acts presses something, and once it is done the focus is somewhere.
func (p *page) acts(what, done string) {
	p.t.Helper()
	p.press(what)
	p.until("after «"+what+"» the focus is somewhere", "("+done+`) && document.readyState == "complete" && document.activeElement !== document.body`)
}

// Whatever a person does, the keyboard is not sent back to the beginning.
func TestFocusIsNeverLost(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	path := fmt.Sprint("/tickets/", number)
	sam := s.browse(t, world.Sam, phone)
	sam.open("/desk" + path)
	sam.begins()
	sam.live()
	sam.acts(".about__open", `document.querySelector("#about:popover-open")`)
	sam.acts("Asignármelo", `document.querySelector("#assignee").value == "`+world.Sam+`"`)
	sam.choose("#assignee", world.Eva)
	sam.acts("#assign", `document.querySelector("#status").innerText.includes("Eva")`)
	sam.choose("#state", "hold")
	sam.acts("#set-state", `document.querySelector("#status").innerText.includes("En espera")`)
	sam.key(kb.Escape)
	sam.until("the sheet is closed", `document.activeElement.matches(".about__open")`)
	sam.attachFiles("#files", s.file("prueba.txt", "prueba\n"))
	sam.until("it is up", `document.querySelector("[data-upload]")`)
	sam.acts("Quitar prueba.txt", `!document.querySelector("[data-files] > *")`)
	sam.press("Nota interna")
	sam.write("#body", "Para el equipo")
	sam.acts("Guardar nota", `document.querySelector(".entry--note")`)

	ana := s.browse(t, world.Ana, phone)
	ana.begins()
	ana.open(path)
	ana.live()
	solve(s, number, "Va en camino.")
	ana.acts("Todavía no", `!document.querySelector("#turn .ask")`)
	solve(s, number, "Ya está.")
	ana.acts("Sí, está resuelto", `document.querySelector("#turn .rating")`)
	ana.acts("Bien", `document.querySelector("#turn [aria-pressed=true]")`)
	theirs, _, err := s.Desk.OpenFor(t.Context(), world.Ana, desk.Question{Topic: "other", Subject: "¿Mío?", Message: desk.Message{Body: "Hola."}})
	s.must(err)
	ana.open(theirs.Path())
	ana.acts("Sí, fui yo", `!document.querySelector("#claim-title")`)
	ana.open("/settings")
	ana.acts("Menú", `document.querySelector("#menu:popover-open")`)
	ana.key(kb.Escape)
	ana.until("the menu is closed", `document.activeElement.innerText.startsWith("Menú")`)
	ana.acts("Guardar", `document.querySelector("#main .card[role=status]")`)
	ana.reload()
	ana.until("that is not said again", `document.readyState == "complete" && !document.querySelector("#main .card[role=status]")`)
	ana.acts("#main [action='/sign-out'] button", `location.pathname == "/"`)
	ana.open("/sign-in")
	ana.until("one types at once", `document.activeElement.id == "email"`)
	ana.write("#email", "vera@example.com")
	ana.acts("Enviar código", `document.activeElement.id == "code"`)
	ana.write("#code", s.code("vera@example.com"))
	ana.acts("Verificar", `location.pathname == "/tickets"`)
}
