package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Ana's own reply is there before Sam's, which was first: it is new all the same.
func TestEarlierEntryComesLater(t *testing.T) {
	s := start(t)
	number := s.long(world.Ana)
	ana := s.browse(t, world.Ana, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.hide(true)
	eventually(t, "the stream rests", func() bool { return s.cable.streams() == 0 })
	s.says(world.Sam, number, "entretanto")
	ana.write("#body", draft)
	ana.press("Enviar")
	ana.until("hers is there alone", entriesSaying(draft)+" == 1 && "+entriesSaying("entretanto")+" == 0")
	ana.until("hers was shown", `[...document.querySelectorAll("#entries .entry--new")].some(e => e.innerText.includes("`+draft+`"))`)
	eval[bool](ana, `(scrollTo({ top: 0, behavior: "instant" }), true)`)
	ana.until("is up there", `scrollY < 2`)
	ana.hide(false)
	ana.until("Sam's comes before hers", `(said => said.indexOf("entretanto") == said.length - 2)([...document.querySelectorAll("#entries .entry__body")].map(e => e.innerText.trim()))`)
	ana.until("it is told of", `document.querySelector("#newer").checkVisibility() && document.querySelector("#newer").innerText.trim() == "1 mensaje nuevo"`)
	ana.press("#newer")
	ana.until("it is shown", `(r => r.top >= 0 && r.bottom <= innerHeight)([...document.querySelectorAll(".entry__body")].find(e => e.innerText.trim() == "entretanto").getBoundingClientRect())`)
}

// Ana says that it is not solved yet. Before the answer comes, Sam has solved it again:
// what she is asked now stays.
func TestAnswerIsOvertaken(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	solve(s, number, "Ya está.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	come := make(chan struct{})
	s.cable.spoil(rule{method: "POST", suffix: "/reopening", until: come})
	ana.press("Todavía no")
	ana.until("the stream tells it first", `[...document.querySelectorAll("#entries .entry--fact")].some(e => e.innerText.startsWith("Dijiste que todavía no está resuelto")) && !document.querySelector('#turn h2')`)
	solve(s, number, "Ahora sí.")
	ana.sees("¿Está resuelto?")
	eval[bool](ana, `(addEventListener("htmx:finally:swap", e => window.answered ||= e.detail.ctx.sourceElement.id != "live" || e.target.id != "live"), true)`)
	close(come)
	ana.until("the answer has come", `window.answered`)
	ana.press("Sí, está resuelto")
	ana.sees("Confirmaste que está resuelto")
}

// A tab that was hidden, and a page that was kept, count again what is unread.
func TestCountsAgain(t *testing.T) {
	s, ana := withWorker(t, desktop)
	number, other := s.opens(world.Ana, "Una duda", "Empiezo."), s.opens(world.Ana, "Otra duda", "Empiezo.")
	path := fmt.Sprint("/tickets/", number)
	ana.provoke("ERR_|htmx|fetch")
	ana.open(path)
	ana.keeps(path)
	ana.live()
	count := func(n int) string { return fmt.Sprintf(`document.title.startsWith("(%d) ")`, n) }
	before := eval[int](ana, `Number(document.querySelector("#unread").dataset.count)`)
	ana.hide(true)
	eventually(t, "the stream rests", func() bool { return s.cable.streams() == 0 })
	s.says(world.Sam, other, "Una respuesta")
	ana.hide(false)
	ana.until("the tab counts it", count(before+1))

	s.cable.cut()
	ana.open(path)
	ana.until("it is the kept page", `document.documentElement.dataset.kept`)
	s.cable.plug(t)
	ana.live()
	ana.until("the kept page counts it", count(before+1))
}

// Ana leaves while her reply is being sent. What came of it is not kept here.
func TestSignOutWhileSending(t *testing.T) {
	s, ana, _ := writer(t, desktop)
	ana.controlled()
	ana.provoke("ERR_|htmx|fetch|Failed|status of 401")
	s.cable.cut()
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	come := make(chan struct{})
	s.cable.spoil(rule{method: "POST", suffix: "/replies", status: 401, until: come})
	s.cable.plug(t)
	tried := len(s.cable.asked("POST", "/replies"))
	eval[bool](ana, `(window.confirm = () => true, dispatchEvent(new Event("online")))`)
	eventually(t, "the worker tries", func() bool { return len(s.cable.asked("POST", "/replies")) > tried })
	eval[bool](ana, `(document.querySelector("[action='/sign-out']").requestSubmit(), true)`)
	ana.arrives("/")
	ana.settles("nothing is left", left+` == "0 0 0 0"`)
	close(come)
	ana.settles("the worker is done", `await navigator.locks.request("queue", () => true)`)
	ana.settles("nothing came back", left+` == "0 0 0 0"`)
}

// Ana leaves while a page waits for its turn to be kept: it is not kept after all, nor
// is whose browser it was.
func TestSignOutBeforeKeeping(t *testing.T) {
	_, ana, number := writer(t, desktop)
	ana.controlled()
	ana.keeps(fmt.Sprint("/tickets/", number))
	eval[bool](ana, `(navigator.locks.request("fresh", () => new Promise(go => { window.letGo = go })), true)`)
	ana.until("another is kept", `window.letGo`)
	eval[bool](ana, `(["keep", "leave"].forEach(type => navigator.serviceWorker.controller.postMessage({ type, href: location.href })), true)`)
	ana.settles("nothing is left", left+` == "0 0 0 0"`)
	eval[bool](ana, `(letGo(), true)`)
	ana.settles("its turn is over", `await navigator.locks.request("fresh", () => true)`)
	ana.settles("nothing came back", left+` == "0 0 0 0"`)
}
