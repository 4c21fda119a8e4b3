package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"hilo/app/world"
)

const box = `document.querySelector("#body").value`

// A draft that the server has is not on the page that was kept before: without a
// connection it is there all the same, and stays.
func TestDraftOnAKeptPage(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	path := fmt.Sprint("/tickets/", number)
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("ERR_|htmx|fetch|Failed")
	ana.open(path)
	ana.controlled()
	ana.open(path)
	ana.keeps(path)
	ana.live()
	ana.write("#body", draft)
	ana.until("it is kept on both sides", `Object.values(localStorage).some(draft => draft.includes('"saved":true'))`)
	s.cable.cut()
	ana.open(path)
	ana.until("it is there", `document.documentElement.dataset.kept && `+box+` == "`+draft+`"`)
	s.cable.plug(t)
	ana.live()
	ana.reload()
	ana.until("it is there still", `!document.documentElement.dataset.kept && `+box+` == "`+draft+`"`)
}

// What waits for the connection is not in the box as well, though the server
// has it as a draft.
func TestWaitingIsNoDraft(t *testing.T) {
	s, ana, number := writer(t, phone)
	path := fmt.Sprint("/tickets/", number)
	ana.controlled()
	ana.provoke("ERR_|htmx|fetch|Failed|status of 503")
	ana.until("the server has the draft", `Object.values(localStorage).some(draft => draft.includes('"saved":true'))`)
	s.cable.cut()
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	ana.do("leave", chromedp.Navigate("about:blank"))
	s.cable.spoil(rule{method: "POST", suffix: "/replies", status: 503})
	s.cable.plug(t)
	ana.open(path)
	ana.until("it waits, and only waits", `document.querySelectorAll("[data-unsent]").length == 1 && `+box+` == "" && !document.documentElement.dataset.kept`)
	s.cable.heal()
	eval[bool](ana, `dispatchEvent(new Event("online"))`)
	ana.until("it is sent", entriesSaying(draft)+` == 1 && !document.querySelector("[data-unsent]")`)
	ana.reload()
	ana.until("nothing is left to send", box+` == ""`)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// Ana sends in one tab what she went on with in the other: what she has there stays,
// survives a reload, and is sent as a message of its own.
func TestGoesOnAfterSending(t *testing.T) {
	_, ana, number := writer(t, desktop)
	ana.until("it is kept", `Object.values(localStorage).some(draft => draft.includes('"saved":true'))`)
	other := ana.tab(desktop)
	other.open(fmt.Sprint("/tickets/", number))
	other.until("the draft is here too", box+` == "`+draft+`"`)
	other.live()
	other.write("#body", " y más")
	used := eval[string](ana, `document.querySelector("#key").value`)
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)
	other.until("it is another message", box+` == "`+draft+` y más" && document.querySelector("#key").value != "`+used+`"`)
	other.until("it is kept", `Object.values(localStorage).some(draft => draft.includes(" y más") && draft.includes('"saved":true'))`)
	other.reload()
	other.until("it is there", box+` == "`+draft+` y más"`)
	other.press("Enviar")
	other.until("it is sent too", entriesSaying(draft+" y más")+sentOnce)
}

// The page was kept before its reply was sent, with the key of that. What is
// written there without a connection is another message.
func TestSecondReplyFromAKeptPage(t *testing.T) {
	s, ana := withWorker(t, phone)
	path := fmt.Sprint("/tickets/", s.opens(world.Ana, "Una duda", "Empiezo."))
	ana.provoke("ERR_|htmx|fetch|Failed")
	ana.open(path)
	ana.keeps(path)
	ana.live()
	ana.write("#body", draft)
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)
	s.cable.cut()
	other := ana.tab(phone)
	other.provoke("ERR_|htmx|fetch|Failed")
	other.open(path)
	other.until("it is the kept page", `document.documentElement.dataset.kept && `+box+` == ""`)
	other.write("#body", "La segunda")
	other.press("Enviar")
	other.sees("Esperando conexión")
	s.cable.plug(t)
	other.until("it is sent", entriesSaying("La segunda")+` == 1 && !document.querySelector("[data-unsent]")`)
}
