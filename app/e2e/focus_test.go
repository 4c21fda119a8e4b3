package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hilo/app/desk"
	"hilo/app/world"
)

// acts notes that something is pressed that can have the focus, on the page as it is.
func (p *page) acts(what string, at spot) {
	p.t.Helper()
	if p.plain {
		return
	}
	const can = "a[href],button,label,summary,input,select,textarea"
	if eval[bool](p, fmt.Sprintf(`(e => (window.name = e?.form?.method == "post" ? "acted" : "", window.acted = !!e))(document.elementFromPoint(%f, %f)?.closest(%q))`, at.X, at.Y, can)) {
		p.acted = what
	}
}

// keepsFocus fails if what was pressed last has lost the focus, once the page has done
// it, also on a page that a form led to. One that a link led to begins anew.
func (p *page) keepsFocus() {
	p.t.Helper()
	if p.acted == "" {
		return
	}
	const look = `document.readyState != "complete" || document.querySelector("[aria-busy]") ? "busy" : !window.acted && window.name != "acted" || document.activeElement !== document.body ? "kept" : "lost"`
	for began := time.Now(); time.Since(began) < 3*time.Second; p.glance() {
		ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
		now, err := chromedp.Run(ctx, chromedp.Evaluate[string](look))
		cancel()
		if err != nil || now == "busy" {
			return // it is looked at again
		}
		if now == "kept" {
			p.acted = ""
			return
		}
	}
	p.t.Errorf("after «%s» the focus is nowhere on %s", p.acted, p.here())
	p.acted = ""
}

// does presses something and waits for what it does.
func (p *page) does(what, done string) {
	p.t.Helper()
	p.press(what)
	p.until("«"+what+"» is done", "("+done+`) && document.readyState == "complete" && document.activeElement !== document.body`)
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
	sam.does(".about__open", `document.querySelector("#about:popover-open")`)
	sam.does("Asignármelo", `document.querySelector("#assignee").value == "`+world.Sam+`"`)
	sam.choose("#assignee", world.Eva)
	sam.does("#assign", `document.querySelector("#status").innerText.includes("Eva")`)
	sam.choose("#state", "hold")
	sam.does("#set-state", `document.querySelector("#status").innerText.includes("En espera")`)
	sam.key(kb.Escape)
	sam.until("the sheet is closed", `document.activeElement.matches(".about__open")`)
	sam.attachFiles("#files", s.file("prueba.txt", "prueba\n"))
	sam.until("it is up", `document.querySelector("[data-upload]")`)
	sam.does("Quitar prueba.txt", `!document.querySelector("[data-files] > *")`)
	sam.press("Nota interna")
	sam.write("#body", "Para el equipo")
	sam.does("Guardar nota", `document.querySelector(".entry--note")`)
	sam.press(".composer__kinds label:first-child")
	sam.write("#body", "¿Ya va?")
	sam.does("Proponer solución", `document.querySelector("#status").innerText.includes("Resuelto")`)
	sam.open("/desk?view=all")
	sam.does(".desk__views a[href='/desk?view=solved']", `location.search == "?view=solved" && document.activeElement.matches("[aria-current]")`)
	sam.write("#q", "tarjeta")
	sam.key(kb.Enter)
	sam.until("it was looked for, and the focus is somewhere", `location.search.includes("q=tarjeta") && document.readyState == "complete" && document.activeElement !== document.body`)

	ana := s.browse(t, world.Ana, phone)
	ana.begins()
	ana.open(path)
	ana.live()
	solve(s, number, "Va en camino.")
	ana.does("Todavía no", `!document.querySelector("#turn .ask")`)
	solve(s, number, "Ya está.")
	ana.does("Sí, está resuelto", `document.querySelector("#turn .rating")`)
	ana.does("Bien", `document.querySelector("#turn [aria-pressed=true]")`)
	theirs, _, err := s.Desk.OpenFor(t.Context(), world.Ana, desk.Question{Topic: "other", Subject: "¿Mío?", Message: desk.Message{Body: "Hola."}})
	s.must(err)
	ana.open(theirs.Path())
	ana.does("Sí, fui yo", `!document.querySelector("#claim-title")`)
	ana.does("[popovertarget=bell-menu]", `document.querySelector("#bell-menu:popover-open")`)
	ana.does("[name=level][value=off]", `document.querySelector("#bell .icon--mute")`)
	ana.write("#body", "A medias")
	ana.settles("the server keeps it", `(await (await fetch("")).text()).includes("A medias")`)
	ana.reload()
	ana.does("Descartar", `document.querySelector("#body").value == ""`)
	ana.does("Deshacer", `document.querySelector("#body").value == "A medias"`)
	ana.open("/tickets")
	ana.does(".tabs a:last-child", `location.search == "?show=closed" && document.activeElement.matches("[aria-current]")`)
	ana.open("/settings/notifications")
	ana.does("Guardar", `document.querySelector("#main .card[role=status]")`)
	ana.open("/settings")
	ana.does("#main form[action='/settings/erasure'] button", `location.pathname == "/settings/erasure"`)
	ana.open("/settings")
	ana.does("Menú", `document.querySelector("#menu:popover-open")`)
	ana.key(kb.Escape)
	ana.until("the menu is closed", `document.activeElement.innerText.startsWith("Menú")`)
	ana.does("Guardar", `document.querySelector("#main .card[role=status]")`)
	ana.reload()
	ana.until("that is not said again", `document.readyState == "complete" && !document.querySelector("#main .card[role=status]")`)
	ana.does("#main [action='/sign-out'] button", `location.pathname == "/"`)
	ana.open("/sign-in")
	ana.until("one types at once", `document.activeElement.id == "email"`)
	ana.write("#email", "vera@example.com")
	ana.does("Enviar código", `document.activeElement.id == "code"`)
	ana.write("#code", s.code("vera@example.com"))
	ana.does("Verificar", `location.pathname == "/tickets"`)
}
