package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"

	"hilo/app/world"
	"hilo/static"
)

// The script comes over a slow line. What Ana writes and chooses until then
// stays: it joins the draft of last time, and goes once.
func TestWritesBeforeTheScript(t *testing.T) {
	s, ana, number := writer(t, phone)
	call(ana, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true})
	call(ana, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	ana.provoke("status of 503")
	s.cable.spoil(rule{method: "PUT", suffix: fmt.Sprint("/drafts/", number), status: 503})
	ana.until("it is kept here alone", `Object.keys(localStorage).some(key => key.startsWith("hilo-draft:ticket"))`)
	come := make(chan struct{})
	s.cable.spoil(rule{method: "GET", suffix: static.URL("app.js"), until: come})
	eval[bool](ana, `(location.reload(), true)`)
	ana.until("the page is there", `!document.documentElement.dataset.live && document.querySelector("#composer").autocomplete != "off" && document.querySelector("#body").value == ""`)
	eval[bool](ana, `(document.querySelector("#body").focus(), true)`)
	ana.typed("Y algo más")
	ana.attachFiles("#files", s.screenshot())
	close(come)
	ana.until("both are there", `document.querySelector("#body").value == "`+draft+`\n\nY algo más"`)
	ana.until("so is the file", `document.querySelectorAll("[data-upload]").length == 1`)
	ana.press("Enviar")
	const pictures = `document.querySelectorAll("#entries .file--image").length`
	ana.until("it is sent", pictures+` == 1 && document.querySelector("#body").value == ""`)
	ana.write("#body", "Sin imagen")
	ana.press("Enviar")
	ana.until("the file went once", entriesSaying("Sin imagen")+` == 1 && `+pictures+` == 1`)
}

// The code sends itself and Luis taps all the same; in his settings he taps twice
// to end a session. The second tap changes nothing.
func TestTapsTwice(t *testing.T) {
	s := start(t)
	s.admit(world.Luis)
	s.later(2 * time.Minute) // a code a minute
	luis := s.browse(t, "", phone)
	luis.open("/sign-in")
	luis.write("#email", world.Luis)
	luis.press("Enviar código")
	luis.arrives("/sign-in/verify")
	luis.twice(".form .button", func() { luis.write("#code", s.code(world.Luis)) }) // sends itself
	luis.arrives("/tickets")

	luis.open("/settings")
	const other = "#sessions li:not(:has(.tag)) button"
	luis.twice(other, func() { luis.press(other) })
	luis.until("that session is over", `location.pathname == "/settings" && document.querySelectorAll("#sessions li").length == 1`)
}

// twice does what sends a form whose answer is slow, taps on its button once
// more, and lets the answer come.
func (p *page) twice(button string, send func()) {
	p.t.Helper()
	come, before := make(chan struct{}), len(p.cable.asked("POST", ""))
	p.cable.spoil(rule{method: "POST", until: come})
	sent, told := func() int { return len(p.cable.asked("POST", "")) - before }, len(p.cable.asked("GET", "/healthz"))
	eval[bool](p, fmt.Sprintf(`(addEventListener("submit", () => setTimeout(() => document.querySelector(%q).click(), 300)), addEventListener("submit", () => setTimeout(fetch, 600, "/healthz")), true)`, button))
	send()
	eventually(p.t, "it was tapped twice", func() bool { return len(p.cable.asked("GET", "/healthz")) > told && sent() > 0 })
	if sent() != 1 {
		p.t.Errorf("%s: sent %d times", button, sent())
	}
	p.cable.heal()
	close(come)
}

// Without a script the worker hears of a sign-out all the same.
func TestSignOutWipesWithoutScript(t *testing.T) {
	_, ana := withWorker(t, desktop)
	ana.open("/settings")
	ana.keeps("/tickets")
	call(ana, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	ana.plain = true
	ana.open("/settings")
	ana.press("#main [action='/sign-out'] button")
	ana.sees("En este dispositivo ya no queda nada tuyo.")
	call(ana, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false})
	ana.settles("no page is left", `!(await caches.keys()).some(name => name.startsWith("pages-"))`)
}

// Ana reads at the top of a long thread and sends more than a screen holds, over a
// slow line. The box is free at once; her words stand in the thread once, whichever
// way they come, with their end in sight, and are no news to her. What does not go
// is in the box again, before what she wrote since.
func TestSlowSend(t *testing.T) {
	s := start(t)
	number := s.long(world.Ana)
	for _, d := range []device{phone, desktop} {
		ana := s.browse(t, world.Ana, d)
		ana.provoke("status of 503")
		ana.open(fmt.Sprint("/tickets/", number))
		ana.live()
		refused := make(chan struct{})
		s.cable.spoil(rule{method: "POST", suffix: "/replies", status: 503, until: refused})
		ana.write("#body", "No sale")
		ana.press("Enviar")
		ana.until("it is on its way", `document.querySelector(".entry--wait")?.innerText.startsWith("No sale") && document.querySelector(".entry--wait").innerText.includes("Enviando…") && document.querySelector("#body").value == ""`)
		ana.write("#body", "Y esto")
		s.cable.heal()
		close(refused)
		ana.until("all of it is in the box", `document.querySelector("#body").value == "No sale\n\nY esto" && !document.querySelector(".entry--wait")`)

		tall := fmt.Sprint(strings.Repeat("otra línea más\n", 80), d.width)
		ana.rewrite("#body", tall)
		come := make(chan struct{})
		s.cable.spoil(rule{method: "POST", suffix: "/replies", until: come})
		eval[bool](ana, `(scrollTo({ top: 0, behavior: "instant" }), true)`)
		ana.press("Enviar")
		const once = ` == 1 && document.querySelector("#newer").hidden && ` + atEnd
		ana.until("the stream shows it, once, to its end", entriesSaying(tall)+once+` && !document.querySelector(".entry--wait")`)
		ana.until("it still waits, and shows it", `document.documentElement.hasAttribute("data-busy")`)
		ana.write("#body", "Y aún esto")
		s.cable.heal()
		close(come)
		ana.until("it does not wait any more", `!document.documentElement.hasAttribute("data-busy")`)
		ana.until("what was written since stays", entriesSaying(tall)+once+` && !document.querySelector("#composer[aria-busy]") && document.querySelector("#body").value == "Y aún esto"`)
		ana.rewrite("#body", " ")
	}
}
