package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Carla has no account. She writes with a screenshot, follows the link in the
// mail, types the code, and talks with Sam on the open page.
func TestGuest(t *testing.T) {
	s := start(t)
	carla := s.browse(t, "", phone)
	const mail = "carla@example.com"

	carla.open("/tickets/new")
	carla.write("#name", "Carla")
	carla.write("#email", "carla@exmaple.com")
	carla.choose("#topic", "other")
	carla.write("#subject", "No llega mi pedido")
	carla.write("#body", "Lo pedí el lunes y no ha llegado.")
	carla.attachFiles("#files", s.screenshot())
	carla.sees("captura.png")
	carla.press("Enviar")
	carla.sees("Hemos enviado un enlace a c•••@e•••.com")
	carla.until("another mail must wait", `document.querySelector("[data-resend] p").checkVisibility() && !document.querySelector("[data-resend] button").checkVisibility()`)
	carla.rewrite("#email", mail) // it was mistyped
	carla.attachFiles("#files", s.screenshot())
	carla.press("Enviar a esta dirección")
	carla.until("it is opened again", `document.readyState == "complete" && document.querySelector("[name=to]")?.value == "carla@example.com"`)

	number := s.latest(mail)
	text := s.mail(mail, fmt.Sprintf("Tu ticket de soporte %d se ha recibido", number))
	link := s.path(address.FindString(text))
	carla.open(link)
	carla.sees("c•••@e•••.com")
	carla.lacks("pedido")

	carla.press("Enviar código")
	carla.arrives(link + "/verify")
	code := s.code(mail)
	carla.provoke("status of 422")
	carla.until("another code must wait", `document.querySelector("[data-resend] p").checkVisibility() && !document.querySelector("[data-resend] button").checkVisibility()`)
	carla.write("#code", wrong(code)) // which sends itself
	carla.sees("Te quedan 4 intentos")
	carla.rewrite("#code", code)
	carla.arrives(fmt.Sprint("/tickets/", number))
	carla.sees("Lo pedí el lunes y no ha llegado.")
	carla.live()

	sam := s.browse(t, world.Sam, desktop)
	sam.open(fmt.Sprint("/desk/tickets/", number))
	sam.sees("captura.png")
	sam.live()
	sam.write("#body", "Hola, Carla. ¿Nos dices el número de pedido?")
	sam.press("Responder")
	carla.sees("¿Nos dices el número de pedido?")

	carla.write("#body", "Es el 4471, aquí va el justificante.")
	carla.attachFiles("#files", s.file("justificante.txt", "pedido 4471\n"))
	carla.sees("justificante.txt")
	carla.press("Enviar")
	carla.until("it is sent", entriesSaying("Es el 4471, aquí va el justificante.")+` == 1 && document.querySelector("#body").value == ""`)
	sam.sees("Es el 4471, aquí va el justificante.")
	sam.sees("justificante.txt")

	stranger := s.browse(t, "", phone)
	stranger.open(link)
	stranger.lacks("pedido")
	stranger.open(link + "/verify")
	stranger.arrives(link)
	stranger.open(fmt.Sprint("/tickets/", number))
	stranger.arrives("/sign-in")
	stranger.lacks("pedido")
}

// wrong is another code.
func wrong(code string) string {
	if code[0] == '9' {
		return "1" + code[1:]
	}
	return "9" + code[1:]
}
