package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hilo/app/world"
)

// writer is Ana on her open ticket, with a text in the box.
func writer(t *testing.T, d device) (*site, *page, int64) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, d)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.write("#body", draft)
	return s, ana, number
}

const sentOnce = ` == 1 && document.querySelector("#body").value == ""`

// The cable is out when Sam sends at the desk: his text stays, and the second
// try sends it. (What a customer sends waits by itself: TestReplyWaits.)
func TestSendWithoutCable(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	sam := s.browse(t, world.Sam, phone)
	sam.open(fmt.Sprint("/desk/tickets/", number))
	sam.live()
	sam.write("#body", draft)
	sam.provoke("ERR_|Failed to fetch|htmx")
	s.cable.cut()
	sam.press("Responder")
	sam.sees("No se ha podido enviar. Tu texto y tus archivos siguen aquí.")
	sam.until("the text stays", `document.querySelector("#body").value == "`+draft+`"`)
	s.cable.plug(t)
	sam.press("Enviar otra vez")
	sam.until("it is sent", entriesSaying(draft)+sentOnce)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("%d messages stored", n)
	}
}

// The server has it but its answer is lost: it is sent again by itself, and
// nothing is stored or shown twice.
func TestAnswerLost(t *testing.T) {
	s, ana, number := writer(t, desktop)
	ana.controlled()
	ana.provoke("ERR_|Failed to fetch|htmx")
	s.cable.spoil(rule{method: "POST", suffix: "/replies"})
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	eventually(t, "the server has it", func() bool { return s.stored(number, draft) == 1 })
	s.cable.heal()
	eval[bool](ana, `dispatchEvent(new Event("online"))`)
	ana.until("it is sent, once", entriesSaying(draft)+sentOnce+` && !document.querySelector("[data-unsent]")`)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("%d messages stored", n)
	}
}

// A double click sends once, also where the answer is there before its second half:
// that is no try to send nothing.
func TestDoubleClick(t *testing.T) {
	for name, between := range map[string]string{"before the answer": "true", "after the answer": entriesSaying(draft) + sentOnce} {
		t.Run(name, func(t *testing.T) {
			s, ana, number := writer(t, desktop)
			at := ana.spot("Enviar")
			ana.do("click", chromedp.MouseClickXY(at.X, at.Y))
			ana.until("it is time", between)
			ana.do("click again", chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2)))
			ana.until("it is sent", entriesSaying(draft)+sentOnce+` && !document.querySelector("#composer [aria-invalid]")`)
			if n, asked := s.stored(number, draft), len(s.cable.asked("POST", "/replies")); n != 1 || asked != 1 {
				t.Errorf("%d messages stored by %d requests", n, asked)
			}
		})
	}
}

// A refused text comes back with the reason and with its files; the cursor is
// where it can be mended.
func TestRefused(t *testing.T) {
	s, ana, number := writer(t, desktop)
	ana.provoke("status of 422|status of 409")
	ana.rewrite("#body", "Lo mismo con otras palabras")
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying("Lo mismo con otras palabras")+sentOnce)
	ana.rewrite("#body", strings.Repeat("larguísimo ", 2000))
	ana.attachFiles("#files", s.file("prueba.txt", "prueba\n"))
	ana.sees("prueba.txt")
	ana.press("Enviar")
	const back = `document.activeElement.id == "body" && document.activeElement.getAttribute("aria-describedby") == "e-body" && document.querySelectorAll("[data-files] > *").length == 1 && document.querySelector("[data-files]").innerText.includes("prueba.txt")`
	ana.until("422: the form is back", back+` && document.querySelector("#e-body").innerText.includes("20.000") == false`)
	ana.sees("El mensaje tiene")
	ana.rewrite("#body", draft)

	const key = `document.querySelector("#key").value`
	used := eval[string](ana, key+` = document.querySelector("#entries [data-key]").dataset.key`)
	ana.press("Enviar")
	ana.sees("Este formulario ya se envió con otro texto")
	ana.until("409: the form is back with a new key", back+` && `+key+` != "`+used+`"`)
	ana.press("Enviar")
	ana.until("as a new message it is sent", entriesSaying(draft)+sentOnce)
	ana.sees("prueba.txt")
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("%d messages stored", n)
	}
}

// Nothing to send is refused in place, and what was typed elsewhere stays. An error
// ends with the first key that mends it, and its line in the summary with it.
func TestEmptyReply(t *testing.T) {
	_, ana, _ := writer(t, phone)
	ana.provoke("status of 422")
	ana.rewrite("#body", "   ")
	ana.press("Enviar")
	ana.sees("Escribe un mensaje o adjunta un archivo.")
	ana.until("the cursor is in the text", `document.activeElement.id == "body" && document.activeElement.getAttribute("aria-describedby") == "e-body"`)
	ana.typed("Ya")
	const mended = `!document.querySelector(".field__error:not([data-say]), [aria-invalid]")`
	ana.until("it is mended", mended)

	ana.open("/tickets/new")
	ana.press("#new [data-default]")
	ana.until("three lines", `document.querySelectorAll(".problems li").length == 3`)
	ana.write("#subject", "Una duda")
	ana.until("two", `document.querySelectorAll(".problems li").length == 2 && !document.querySelector("#e-subject, #subject[aria-invalid]")`)
	ana.choose("#topic", "other")
	ana.write("#body", "Hola")
	ana.until("none, and no summary", mended+` && !document.querySelector(".problems")`)
}
