package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

const canary = "canario-amarillo: el cliente nunca debe leer esto"

// Sam's queue moves by itself and leaves him where he was; he asks for details,
// leaves a note that only the team sees, and hands the ticket to Eva.
func TestAgent(t *testing.T) {
	s := start(t)
	for i := range 30 {
		s.opens(world.Luis, fmt.Sprint("Question ", i), "Please help.")
	}
	sam := s.browse(t, world.Sam, desktop)
	sam.open("/desk")
	sam.live()
	eval[bool](sam, `(scrollTo({ top: 400, behavior: "instant" }), document.querySelectorAll("#tickets a")[14].focus({ preventScroll: true }), true)`)
	// Sam's eyes are on a row, which may not move by more than a few pixels.
	const place = `document.activeElement.closest("li").id + Math.round(document.activeElement.getBoundingClientRect().top / 8)`
	before := eval[string](sam, place)
	number := s.opens(world.Ana, "No puedo entrar", "La página dice que no.")
	sam.until("the new ticket comes first", fmt.Sprintf(`document.querySelector("#tickets > li")?.id == "ticket-%d"`, number))
	if after := eval[string](sam, place); after != before {
		t.Errorf("the queue moved under Sam from %s to %s", before, after)
	}
	eval[bool](sam, `(scrollTo({ top: 0, behavior: "instant" }), true)`)
	sam.press(fmt.Sprintf("#ticket-%d a", number))
	sam.arrives(fmt.Sprint("/desk/tickets/", number))
	sam.live()

	eva, ana := s.browse(t, world.Eva, desktop), s.browse(t, world.Ana, phone)
	eva.open(fmt.Sprint("/desk/tickets/", number))
	eva.live()
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()

	sam.write("#body", "Para ayudarte nos faltan dos datos.")
	sam.press("Detalles que pedir")
	sam.press("ID de la transacción")
	sam.press("Fecha y hora")
	sam.until("it is kept", `Object.entries(localStorage).some(([key, draft]) => key.startsWith("hilo-draft:") && draft.includes("time") && JSON.parse(draft).saved)`)
	sam.reload()
	sam.until("what was ticked still is", `document.querySelector("#composer details[open]") && [...document.querySelectorAll("#composer [type=checkbox]:checked")].map(e => e.value).join() == "transaction,time"`)
	sam.live()
	sam.provoke("status of 422")
	sam.press("Responder")
	sam.until("it would ask for nothing", `document.querySelector("#e-body")`)
	sam.press("Pedir detalles")
	ana.sees("Esperamos tu respuesta")
	sam.until("nothing is wrong, and nothing is being asked", `!document.querySelector(".field__error, [aria-invalid], #composer details[open], #composer :checked:not([name=kind])")`)
	ana.until("what is asked for", `[...document.querySelectorAll("#turn [data-want] > label")].map(e => e.innerText.trim()).join() == "ID de la transacción,Fecha y hora"`)
	eva.sees("Para ayudarte nos faltan dos datos.")

	sam.press("Nota interna")
	sam.write("#body", canary)
	sam.press("Guardar nota")
	sam.until("the note", `document.querySelectorAll(".entry--note").length == 1 && document.querySelector("#body").value == ""`)
	sam.until("who reads it", `document.querySelector(".entry--note").innerText.includes("Guardada, solo el equipo") && document.querySelector("[data-say]").textContent == "Guardada, solo el equipo" && !document.querySelector("#seen").checkVisibility()`)
	eva.sees(canary)
	sam.until("another colour", `(tint => tint(".entry--note .entry__body") != tint(".entry--asked .entry__body"))(sel => { let e = document.querySelector(sel); while (/rgba\(0, 0, 0, 0\)|transparent/.test(getComputedStyle(e).backgroundColor)) e = e.parentElement; return getComputedStyle(e).backgroundColor })`)

	sam.choose("#assignee", world.Eva)
	sam.press("Asignar")
	sam.sees("Sam asignó el ticket a Eva")
	sam.until("the panel says so", `document.activeElement.id == "assign" && document.querySelector("#assignee").selectedOptions[0].defaultSelected`)
	sam.choose("#state", "hold")
	sam.press("Cambiar estado")
	sam.until("the panel of each follows", `document.activeElement.id == "set-state"`)
	eva.until("the panel of each follows", `document.querySelector("#assignee").value == "`+world.Eva+`" && document.querySelector("#state").value == "hold"`)
	sam.until("it is held", `document.querySelector("#status").innerText.includes("En espera")`)
	ana.until("Ana reads our turn", `document.querySelector("#status").innerText.includes("Estamos en ello")`)

	eva.write("#body", "Soy Eva, sigo yo.")
	eva.press("Responder")
	sam.sees("Soy Eva, sigo yo.")
	ana.sees("Soy Eva, sigo yo.")
	s.notesLeakNothing(ana, number)
}

// notesLeakNothing: the canary is on no page of the customer, and in no search.
func (s *site) notesLeakNothing(ana *page, number int64) {
	ana.lacks("canario")
	ana.lacks("asignó")
	for _, path := range []string{fmt.Sprint("/tickets/", number), "/tickets", "/tickets?q=canario-amarillo"} {
		ana.open(path)
		if path == "/tickets?q=canario-amarillo" {
			ana.sees("No encontramos nada con")
			continue
		}
		ana.lacks("canario")
	}
	ana.provoke("status of 404")
	ana.open(fmt.Sprint("/desk/tickets/", number))
	ana.lacks("canario")
}

// On a phone the views are wider than the screen: the one that Sam is in is in sight.
func TestViewInSight(t *testing.T) {
	s := start(t)
	sam := s.browse(t, world.Sam, phone)
	sam.open("/desk?view=solved")
	sam.until("the view in sight", `(r => r.left >= 0 && r.right <= innerWidth)(document.querySelector(".tabs [aria-current]").getBoundingClientRect())`)
}
