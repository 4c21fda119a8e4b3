package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Ana corrects the subject on the phone: nothing to see is refused where she types, and
// so is a cut line; then head, title, thread and her other page have it, and what she
// has begun to type there stays. Sam sees it at the desk.
func TestSubjectIsCorrected(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La targeta no llega", "La pedí hace un mes.")
	ana, mac, sam := s.browse(t, world.Ana, phone), s.browse(t, world.Ana, desktop), s.browse(t, world.Sam, desktop)
	ana.provoke("status of 422|ERR_|Failed to fetch|htmx")
	for p, path := range map[*page]string{ana: "/tickets/", mac: "/tickets/", sam: "/desk/tickets/"} {
		p.open(fmt.Sprint(path, number))
		p.live()
	}
	mac.press("Corregir el asunto")
	mac.until("one types over it", `document.activeElement.selectionEnd > 0`)
	mac.rewrite("#new-subject", "La tarjeta nueva")

	ana.press("Corregir el asunto")
	ana.until("one types at once", `document.activeElement.id == "new-subject"`)
	ana.rewrite("#new-subject", "\u200b")
	ana.enter()
	ana.until("it says why, where one types", `document.querySelector("#e-new-subject").innerText.includes("Ponle un asunto") && document.activeElement.id == "new-subject"`)
	ana.rewrite("#new-subject", "La tarjeta no llega")
	ana.until("that is over with the first key", `!document.querySelector("#e-new-subject")`)
	ana.line(false)
	ana.press("Guardar el asunto")
	ana.sees("No se ha podido cambiar")
	ana.line(true)
	ana.live()
	ana.press("Guardar el asunto")
	ana.sees("Corregiste el asunto; antes decía")
	for _, p := range []*page{ana, mac, sam} {
		p.until("the new subject", `document.querySelector("#heading").innerText == "La tarjeta no llega" && document.title.endsWith("La tarjeta no llega · Hilo")`)
	}
	ana.until("the form is closed, the focus beside the subject", `!document.querySelector("#rename-menu:popover-open") && document.activeElement.closest("#rename")`)
	mac.until("what was begun stays", `document.querySelector("#rename-menu:popover-open") && document.activeElement.value == "La tarjeta nueva"`)
}
