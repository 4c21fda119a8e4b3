package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"hilo/app/desk"
	"hilo/app/world"
)

const nasty = `Sin <b>red</b> & "todo" <img src=x onerror=alert(1)>`

// Ana answers without a connection, closes the tab and comes back: her words
// were waiting, as she wrote them, and are sent once.
func TestReplyWaits(t *testing.T) {
	s, ana, number := writer(t, phone)
	path := fmt.Sprint("/tickets/", number)
	ana.controlled()
	ana.keeps(path)
	ana.provoke("ERR_|htmx|fetch|Failed")
	s.cable.cut()
	ana.rewrite("#body", nasty)
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	ana.sees("Tu respuesta se guarda aquí y se envía sola en cuanto vuelva.")
	const here = `document.querySelectorAll("[data-unsent]").length == 1 && document.querySelector("[data-unsent] .entry__body p").textContent == `
	ana.until("shown as it was written", here+fmt.Sprintf("%q", nasty)+` && document.querySelector("#body").value == ""`)

	other := ana.tab(phone)
	other.provoke("ERR_|htmx|fetch|Failed")
	ana.do("leave", chromedp.Navigate("about:blank"))
	other.open(path)
	other.until("it waits in the kept page", here+fmt.Sprintf("%q", nasty))
	if s.stored(number, nasty) != 0 {
		t.Fatal("it went through a cut cable")
	}
	s.cable.plug(t)
	other.until("it is sent", entriesSaying(nasty)+` == 1 && !document.querySelector("[data-unsent]")`)
	other.settles("nothing waits", left+`.split(" ")[1] == "0"`)
	if n := s.stored(number, nasty); n != 1 {
		t.Errorf("stored %d times", n)
	}

	s.cable.cut()
	other.rewrite("#body", draft)
	other.press("Enviar")
	other.sees("Tu respuesta se guarda aquí y se envía sola en cuanto vuelva.")
	other.sees("Esperando conexión")
	s.cable.plug(t)
	other.until("no word of waiting is left", entriesSaying(draft)+` == 1 && !document.querySelector("[data-unsent]") && document.querySelector("#composer [data-say]").textContent == ""`)
}

// The tab stays closed: the worker sends it by itself when the browser says so.
func TestBackgroundSync(t *testing.T) {
	s, ana, number := writer(t, desktop)
	ana.controlled()
	ana.provoke("ERR_|htmx|fetch|Failed")
	s.cable.spoil(rule{method: "POST", suffix: "/replies"}) // the server does it, but nobody hears of it
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	eventually(t, "the server has it", func() bool { return s.stored(number, draft) == 1 })
	ana.open(s.url + "/static/none")
	s.cable.heal()
	inWorker[bool](ana, `flushed = new Promise(done => { const e = new SyncEvent("sync", { tag: "queue" }); e.waitUntil = p => p.then(() => done(true)); dispatchEvent(e) })`)
	ana.settles("nothing waits", left+`.split(" ")[1] == "0"`)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.until("once", entriesSaying(draft)+` == 1 && !document.querySelector("[data-unsent]")`)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// A server that is ill is waited for; what it refuses stays with Ana, who
// brings it back to the box, mends it and sends it.
func TestQueueRefused(t *testing.T) {
	s, ana, number := writer(t, desktop)
	ana.controlled()
	ana.provoke("ERR_|htmx|fetch|Failed|status of (422|503|401)")
	s.cable.cut()
	ana.rewrite("#body", "Mi contraseña es: hunter2secreto")
	ana.attachFiles("#files", s.screenshot())
	ana.sees("No se ha podido subir")
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	s.cable.plug(t)
	s.cable.spoil(rule{method: "POST", suffix: "/replies", status: 503})
	ana.live()
	eventually(t, "the worker tried", func() bool { return len(s.cable.asked("POST", "/replies")) > 0 })
	ana.sees("Esperando conexión")
	s.cable.heal()
	s.cable.spoil(rule{method: "POST", suffix: "/replies", status: 422})
	eval[bool](ana, `dispatchEvent(new Event("online"))`)
	ana.sees("No se ha enviado. Tu texto sigue aquí.")
	s.cable.heal()
	eval[bool](ana, `(back => (back.click(), back.click(), true))([...document.querySelectorAll("[data-unsent] button")].at(-1))`) // a double tap brings it once
	ana.until("it is back", `document.querySelector("#body").value == "Mi contraseña es: hunter2secreto" && document.querySelectorAll("[data-upload]").length == 1 && !document.querySelector("[data-unsent]")`)
	ana.rewrite("#body", draft)
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// A session that ended keeps the words until Ana is back.
func TestQueueSignedOut(t *testing.T) {
	s, ana, number := writer(t, phone)
	ana.controlled()
	ana.provoke("ERR_|htmx|fetch|Failed|status of 401")
	s.cable.cut()
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	call(ana, network.ClearBrowserCookies, cdp.Empty{})
	s.cable.plug(t)
	ana.sees("No se ha enviado. Tu texto sigue aquí.")
	ana.press("Entrar")
	ana.arrives("/sign-in")
	ana.bear("hilo-session", s.cookie(world.Ana))
	ana.open("/tickets")
	eventually(t, "it is sent", func() bool { return s.stored(number, draft) == 1 })
}

// Whoever signs out with unsent words is asked first, however long the browser
// takes to promise that it will send them.
func TestSignOutAsks(t *testing.T) {
	s, ana, number := writer(t, desktop)
	ana.controlled()
	ana.provoke("ERR_|htmx|fetch|Failed")
	eval[bool](ana, `(SyncManager.prototype.register = () => new Promise(() => {}), true)`)
	s.cable.cut()
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	eval[bool](ana, `(window.asked = [], window.confirm = words => { asked.push(words); return asked.length > 1 }, true)`)
	s.cable.spoil(rule{method: "POST", suffix: "/replies", status: 503})
	s.cable.plug(t)
	const out = `(document.querySelector("[action='/sign-out']").requestSubmit(), true)`
	eval[bool](ana, out)
	ana.until("asked", `asked.length == 1 && asked[0].includes("aún no se han enviado")`)
	ana.settles("it waits still", left+`.split(" ")[1] == "1"`)
	eval[bool](ana, out)
	ana.arrives("/")
	ana.settles("nothing is left", left+` == "0 0 0 0"`)
	s.cable.heal()
	if s.stored(number, draft) != 0 || s.inStatus(desk.StatusNew) == 0 {
		t.Error("it was sent after all")
	}
}
