package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/webauthn"

	"hilo/app/world"
)

// Ana adds a passkey, leaves, and comes back with it alone. Once she has taken
// it away it opens nothing.
func TestPasskey(t *testing.T) {
	s := start(t)
	ana := s.browse(t, world.Ana, phone)
	call(ana, webauthn.Enable, webauthn.EnableParams{})
	call(ana, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	ana.open("/settings")
	ana.press("Añadir una llave")
	ana.until("the passkey in the list", `document.querySelectorAll("#passkeys li").length == 1`)
	s.mail(world.Ana, "Nueva llave de acceso en tu cuenta")
	ana.press("#main [action='/sign-out'] button")
	ana.sees("¿En qué te ayudamos?")
	ana.open("/tickets")
	ana.arrives("/sign-in")
	ana.press("Entrar con una llave de acceso")
	ana.arrives("/tickets")
	ana.sees("Me han cobrado dos veces el mismo pago")

	ana.open("/settings")
	ana.press("Quitar")
	ana.until("the list without it", `!document.querySelector("#passkeys li")`)
	ana.press("#main [action='/sign-out'] button")
	ana.sees("¿En qué te ayudamos?")
	ana.open("/sign-in")
	ana.provoke("status of 422")
	ana.press("Entrar con una llave de acceso")
	ana.sees("No conocemos esa llave")
	ana.arrives("/sign-in")
}
