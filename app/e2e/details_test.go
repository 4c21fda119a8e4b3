package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"hilo/app/desk"
	"hilo/app/world"
)

// asks lets Sam ask for details.
func (s *site) asksFor(number int64, body string, wants ...string) {
	s.t.Helper()
	sam := s.person(world.Sam)
	sam.Side = desk.DeskSide
	_, err := s.Desk.Ask(s.t.Context(), sam, number, desk.Message{Body: body}, wants)
	s.must(err)
}

// What Sam asks for are fields, live; each ticks itself off, keeps what is in it whatever
// happens meanwhile and on every device, and all of it is one reply.
func TestDetailsAreFields(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	path := fmt.Sprint("/tickets/", number)
	ana := s.browse(t, world.Ana, phone)
	ana.open(path)
	ana.live()
	s.asksFor(number, "Nos faltan unos datos.", desk.Wants...)
	done := func(wants string) string {
		return fmt.Sprintf(`[...document.querySelectorAll("#turn [data-want][data-done]")].map(e => e.dataset.want).join() == %q`, wants)
	}
	ana.until("a field each, and no second list", `document.querySelectorAll("#turn [data-want] input").length == 4 && !document.querySelector(".entry__wants").checkVisibility()`)
	shot(ana, "details-empty")
	ana.until("the number stands beside what the ticket waits for", `document.querySelector(".ticket__head .number").getBoundingClientRect().top < document.querySelector("#status").getBoundingClientRect().bottom`)
	ana.until("nothing is ticked", done(""))
	ana.write("#body", "Es la operación 99887766.")
	ana.until("what is written ticks it", done("transaction"))
	ana.attachFiles("#want_screenshot", s.screenshot())
	ana.until("a file ticks it", done("transaction,screenshot")+` && document.querySelectorAll("[data-files] > [data-upload]").length == 1`)
	ana.write("#want_other", "Calle Mayor 3")
	ana.until("what is filled in ticks it", done("transaction,screenshot,other"))
	shot(ana, "details-filled")

	s.says(world.Ana, number, "Desde otro sitio.") // it waits for nothing any more
	ana.until("the card stays as it is", entriesSaying("Desde otro sitio.")+` == 1 && document.activeElement.id == "want_other" && document.activeElement.value == "Calle Mayor 3"`)
	ana.rewrite("#want_other", "")
	ana.press("#body")
	ana.until("once nothing is in it, it goes", `!document.querySelector("#turn [data-want]") && document.activeElement.id == "body"`)

	s.asksFor(number, "Una cosa más.", "transaction", "other")
	ana.until("asked again", `document.querySelectorAll("#turn [data-want]").length == 2`)
	ana.rewrite("#body", "")
	ana.write("#want_other", "Calle Mayor 4")
	other := s.browse(t, world.Ana, desktop)
	ana.settles("the server keeps it", `(await (await fetch("")).text()).includes('value="Calle Mayor 4"')`)
	other.open(path)
	other.live()
	other.until("in its field, ticked", `document.querySelector("#want_other").value == "Calle Mayor 4" && `+done("other"))
	shot(other, "details-desktop")
	other.write("#want_transaction", "TX-778899")
	other.press("Enviar respuesta")
	other.until("one reply, as a list, and the focus where one writes", `[...document.querySelectorAll(".entry--own")].at(-1).innerText.includes("ID de la transacción: TX-778899\nOtros datos: Calle Mayor 4") && !document.querySelector("#turn [data-want]") && document.activeElement.id == "body"`)
	ana.press("#body")
	ana.until("it is not ready to be sent again here", `!document.querySelector("#turn [data-want]") && document.querySelector("[data-back]").textContent.includes("otra ventana")`)
	if n := s.stored(number, "ID de la transacción: TX-778899\nOtros datos: Calle Mayor 4"); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

func shot(p *page, name string) {
	if *shots != "" {
		p.shot(filepath.Join(*shots, name+".png"))
	}
}

// Details wait for a connection like any reply, are refused with all that was filled in,
// and are there without a script.
func TestDetailsOfAnyState(t *testing.T) {
	s, ana, number := writer(t, phone)
	path := fmt.Sprint("/tickets/", number)
	s.asksFor(number, "Nos faltan unos datos.", "transaction", "time", "screenshot", "other")
	ana.open(path)
	ana.rewrite("#body", "")
	ana.controlled()
	ana.keeps(path)
	ana.provoke("ERR_|htmx|fetch|Failed|status of 422")
	s.cable.cut()
	ana.write("#want_other", "Calle Mayor 5")
	ana.press("Enviar respuesta")
	ana.sees("Esperando conexión")
	ana.until("it waits, and its field is free", `document.querySelector("[data-unsent]").innerText.includes("Calle Mayor 5") && document.querySelector("#want_other").value == ""`)
	s.cable.plug(t)
	ana.until("it is sent", entriesSaying("Otros datos: Calle Mayor 5")+` == 1 && !document.querySelector("[data-unsent], #turn [data-want]")`)

	s.asksFor(number, "Otra vez.", "transaction", "other")
	ana.until("asked again", `document.querySelectorAll("#turn [data-want]").length == 2`)
	ana.write("#want_other", "4111 1111 1111 1111")
	ana.write("#want_transaction", "TX-778899")
	ana.press("Enviar respuesta")
	ana.sees("Antes de enviar")
	ana.until("all is there", `document.querySelector("#want_other").value == "4111 1111 1111 1111" && document.querySelector("#want_transaction").value == "TX-778899" && document.activeElement !== document.body`)
	ana.press("Ocultar y enviar")
	ana.sees("Otros datos: •••• •••• •••• 1111")

	s.asksFor(number, "Y otra.", "time", "screenshot", "other")
	plain := s.browse(t, world.Ana, device{width: 390, height: 844, phone: true, noScript: true})
	plain.open(path)
	shot(plain, "details-noscript")
	plain.write("#want_other", "Calle Mayor 6")
	plain.press("Enviar respuesta")
	plain.sees("Otros datos: Calle Mayor 6")
}
