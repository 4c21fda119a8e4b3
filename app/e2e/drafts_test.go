package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Ana begins on her phone, with a screenshot; at her desk she finds both, throws them
// away, brings them back, and sends them.
func TestDraftFollowsToTheDesktop(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Un recibo", "Os mando el recibo.")
	path := fmt.Sprint("/tickets/", number)
	mobile := s.browse(t, world.Ana, phone)
	mobile.open(path)
	mobile.write("#body", "Aquí lo tenéis")
	mobile.attachFiles("#files", s.screenshot())
	mobile.until("it is up", `document.querySelectorAll("[data-upload]").length == 1`)
	mobile.until("it is kept", `Object.values(localStorage).some(draft => JSON.parse(draft).saved)`)

	desk := s.browse(t, world.Ana, desktop)
	desk.open(path)
	desk.sees("captura.png")
	desk.until("the words are here", `document.querySelector("#body").value == "Aquí lo tenéis"`)
	desk.until("it is said above", `document.querySelector("[data-back]").compareDocumentPosition(document.querySelector("#body")) == Node.DOCUMENT_POSITION_FOLLOWING`)
	desk.press("Descartar")
	desk.until("all is gone", `document.activeElement.innerText == "Deshacer" && document.querySelector("#body").value == "" && !document.querySelector("[data-upload]")`)
	desk.press("Deshacer")
	desk.until("all is back", `document.activeElement.id == "body" && document.querySelector("#body").value == "Aquí lo tenéis" && document.querySelector("[data-upload]")`)
	desk.press("Enviar")
	desk.until("it is sent", entriesSaying("Aquí lo tenéis")+` == 1 && document.querySelector("#body").value == ""`)
	desk.until("with its picture", `document.querySelectorAll(".entry--mine:last-of-type .file--image").length == 1 && !document.querySelector("[data-upload]")`)

	mobile.open(path)
	mobile.until("nothing is left to send", `document.querySelector("#body").value == "" && !document.querySelector("[data-upload]")`)
}
