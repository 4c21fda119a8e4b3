package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"

	"hilo/app/world"
)

// Ana begins a new ticket about a thing that she has told before. What helps
// ticks itself off, her old ticket is offered, and one tap moves all of it there: it
// waits in the box, the list says so, and a card number is warned of when she sends it.
func TestNewTicketContinuesAnother(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "El cajero no me ha dado el dinero", "Lo pedí y no salió.")
	ana := s.browse(t, world.Ana, phone)
	ana.open("/tickets/new")
	ticks := func(n int) string {
		return fmt.Sprintf(`document.querySelectorAll("#new [data-done]").length == %d`, n)
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

	ana.press(offer)
	ana.arrives(fmt.Sprint("/tickets/", number))
	ana.until("all of it is in the box", `document.activeElement.id == "body" && document.querySelector("#body").value.startsWith("El cajero no dio el dinero\n\nFue ayer") && document.querySelectorAll("[data-files] > [data-upload]").length == 1`)
	ana.open("/tickets")
	ana.until("the list says so", fmt.Sprintf(`document.querySelector("#ticket-%d").innerText.includes("Borrador")`, number))
	ana.open("/tickets/new")
	ana.until("nothing is left here", `document.querySelector("#subject").value == "" && document.querySelector("#body").value == "" && !document.querySelector("[data-upload]")`)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.provoke("status of 422")
	ana.press("Enviar")
	ana.sees("Antes de enviar")
	ana.press("Ocultar y enviar")
	ana.sees("con la •••• •••• •••• 1111.")
	ana.until("the picture came along", `!!document.querySelector(".entry--mine img[alt='captura.png']")`)
	ana.until("once", `document.querySelector("#body").value == ""`)
	ana.open("/tickets")
	ana.until("nothing waits", fmt.Sprintf(`document.querySelector("#ticket-%d") && !document.querySelector("#ticket-%[1]d").innerText.includes("Borrador")`, number))
	ana.lacks("4111")

	ana.open("/tickets/new") // where her session ends while she writes
	ana.write("#subject", "Otra cosa")
	call(ana, network.ClearBrowserCookies, cdp.Empty{})
	ana.provoke("status of 401")
	ana.press("#new [data-default]")
	ana.sees("Tu sesión ha terminado.")
	ana.press("#new [data-say] a")
	ana.arrives("/sign-in?next=/tickets/new")
	ana.bear("hilo-session", s.cookie(world.Ana))
	ana.open("/tickets/new")
	ana.until("all is there", `document.querySelector("#subject").value == "Otra cosa"`)

	sam := s.browse(t, world.Sam, desktop)
	sam.open(fmt.Sprint("/desk/tickets/", number))
	sam.until("the ID is a chip at the desk", `document.querySelector(".facts .id").textContent == "99887766"`)
}
