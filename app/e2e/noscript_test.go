package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

func plain(d device) device {
	d.noScript = true
	return d
}

// Words that only come without JavaScript stand where the others do, and nothing is
// offered that leads nowhere.
func TestAlertsWithoutScript(t *testing.T) {
	s := start(t)
	guest := s.browse(t, "", plain(phone))
	guest.bear("hilo-guest", s.guestCookie())
	_, number := s.guestLink()
	guest.open(fmt.Sprint("/tickets/", number))
	guest.sees("Para activar los avisos")
	guest.until("each of its lines is indented like the thread", `(words => {
		const range = document.createRange();
		range.selectNodeContents(words);
		const lines = [...range.getClientRects()], entry = document.querySelector("#entries .entry").getBoundingClientRect();
		return lines.length > 1 && lines.every(l => l.left == lines[0].left && l.left >= Math.min(16, entry.left) && l.left > 0 && l.right < innerWidth);
	})(document.querySelector("#push noscript"))`)
	guest.fits()

	ana := s.browse(t, world.Ana, plain(phone))
	ana.open("/settings/devices")
	ana.sees("Para activar los avisos")
	ana.until("no test is offered", `!document.body.innerText.includes("Enviar una prueba")`)
}

// Without JavaScript Ana signs in, reads, answers, confirms and rates.
func TestCustomerWithoutScript(t *testing.T) {
	s := start(t)
	ana := s.browse(t, "", plain(phone))
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.arrives("/sign-in")
	ana.write("#email", world.Ana)
	ana.press("Enviar código")
	ana.arrives("/sign-in/verify")
	ana.write("#code", s.code(world.Ana))
	ana.press("Verificar")
	ana.arrives(fmt.Sprint("/tickets/", number))
	ana.fits()
	ana.write("#body", "¿Se sabe algo?")
	ana.press("Enviar")
	ana.arrives(fmt.Sprintf("/tickets/%d#entry-2", number))
	ana.provoke("status of 422")
	ana.press("Enviar")
	ana.sees("Escribe un mensaje o adjunta un archivo.")
	ana.until("the cursor is in the text", `document.activeElement.id == "body" && document.activeElement.getAttribute("aria-describedby") == "e-body"`)
	solve(s, number, "Va en camino.")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.press("Todavía no")
	ana.sees("Dijiste que todavía no está resuelto")
	solve(s, number, "Ya está en tu buzón.")
	ana.reload()
	ana.press("Sí, está resuelto")
	ana.sees("Confirmaste que está resuelto")
	ana.press("Bien")
	ana.sees("Gracias por decírnoslo")
	ana.open("/tickets")
	ana.write("#q", "tarjeta")
	ana.press(".search button")
	ana.arrives("/tickets?q=tarjeta")
	ana.sees("La tarjeta no llega")
}

// Without JavaScript Sam works at the desk.
func TestAgentWithoutScript(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "No puedo entrar", "La página dice que no.")
	sam := s.browse(t, world.Sam, plain(desktop))
	sam.open("/desk")
	sam.press(fmt.Sprintf("#ticket-%d a", number))
	sam.arrives(fmt.Sprint("/desk/tickets/", number))
	sam.write("#body", "Nos faltan datos.")
	sam.press("Detalles que pedir")
	sam.press("ID de la transacción")
	sam.press("Pedir detalles")
	sam.arrives(fmt.Sprintf("/desk/tickets/%d#entry-3", number))
	sam.sees("Pendiente")
	sam.press("Nota interna")
	sam.write("#body", canary)
	sam.press("Guardar nota")
	sam.until("the note", `document.querySelectorAll(".entry--note").length == 1`)
	sam.choose("#assignee", world.Eva)
	sam.press("Asignar")
	sam.sees("Sam asignó el ticket a Eva")
	sam.choose("#state", "hold")
	sam.press("Cambiar estado")
	sam.sees("En espera")
	s.notesLeakNothing(s.browse(t, world.Ana, plain(phone)), number)
}
