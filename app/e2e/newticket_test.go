package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Ana begins a new ticket about a thing that she has told before. What helps
// ticks itself off, her old ticket is offered, a card number is warned of, and
// one tap moves the text there.
func TestNewTicketContinuesAnother(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "El cajero no me ha dado el dinero", "Lo pedí y no salió.")
	ana := s.browse(t, world.Ana, phone)
	ana.open("/tickets/new")
	ticks := func(n int) string {
		return fmt.Sprintf(`document.querySelectorAll("#hints [data-done]").length == %d`, n)
	}
	ana.until("nothing is ticked", ticks(0))
	ana.write("#subject", "El cajero no dio el dinero")
	offer := fmt.Sprint("Continuar en el ticket ", number)
	ana.sees(offer)
	ana.write("#body", "Fue ayer a las 17:48, operación 99887766, con la 4111 1111 1111 1111.")
	ana.until("time and ID are ticked", ticks(2))
	ana.until("the ID is a chip, the card is none", `[...document.querySelectorAll("#hint-ids .id")].map(e => e.textContent).join() == "99887766"`)
	ana.attachFiles("#files", s.screenshot())
	ana.until("all is ticked", ticks(3))

	ana.provoke("status of 422")
	ana.press(offer)
	ana.sees("Antes de enviar")
	ana.until("nothing is lost", `document.querySelector("#body").value.includes("4111 1111") && document.querySelectorAll("#new [data-files] > *").length == 1`)
	ana.press("Ocultar y enviar")
	ana.arrives(fmt.Sprint("/tickets/", number))
	ana.sees("con la •••• •••• •••• 1111.")
	ana.until("the picture came along", `!!document.querySelector(".entry--mine img[alt='captura.png']")`)
	ana.lacks("4111")

	sam := s.browse(t, world.Sam, desktop)
	sam.open(fmt.Sprint("/desk/tickets/", number))
	sam.until("the ID is a chip at the desk", `document.querySelector(".facts .id").textContent == "99887766"`)
}
