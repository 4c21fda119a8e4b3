package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// A new version waits for a tap: Ana's words stay, and the page comes back once.
func TestUpdate(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	path := fmt.Sprint("/tickets/", number)
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("ERR_|htmx")
	ana.open(path)
	eval[bool](ana, `(window.first = true)`)
	ana.controlled()
	ana.until("the first worker reloads nothing", `window.first && document.querySelector("#update").hidden`)
	ana.open(path)
	ana.write("#body", draft)
	loads := len(s.cable.asked("GET", path))

	s.stop()
	s.cfg.Name = "Hilo 2" // the worker knows the name: it is another version
	s.open()
	s.run(listen(t, s.addr))
	eval[bool](ana, `navigator.serviceWorker.ready.then(r => r.update()).then(() => true)`)
	ana.sees("Hay una versión nueva")
	ana.until("the words stay", `document.querySelector("#body").value == "`+draft+`"`)
	ana.press("Actualizar")
	ana.until("the new one, with the words", `document.title.endsWith("Hilo 2") && document.querySelector("#body").value == "`+draft+`" && document.querySelector("#update").hidden`)
	ana.live()
	if n := len(s.cable.asked("GET", path)) - loads; n != 1 {
		t.Errorf("loaded %d times", n)
	}
}

// Streams go their own way: the worker neither answers nor keeps them.
func TestWorkerLeavesStreamsAlone(t *testing.T) {
	s, ana := withWorker(t, desktop)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	const through = `performance.getEntriesByType("resource").filter(e => new URL(e.name).pathname`
	ana.until("the shell comes from the worker, the stream does not",
		through+`.startsWith("/static/app")).every(e => e.workerStart > 0) && `+through+`.endsWith("/live") && e.responseStatus).length == 0`)
	s.says(world.Sam, number, "Por la línea.")
	ana.sees("Por la línea.")
	ana.settles("no stream is kept", `(await Promise.all((await caches.keys()).map(async k => (await (await caches.open(k)).keys()).map(r => r.url)))).flat().every(url => !url.includes("/live"))`)
}

// What is offered never lies over the box where a customer or an agent writes.
func TestToastsLeaveTheComposerFree(t *testing.T) {
	s := start(t)
	number := s.latest(world.Ana)
	for who, path := range map[string]string{world.Ana: "/tickets/", world.Sam: "/desk/tickets/"} {
		for _, d := range []device{phone, desktop} {
			p := s.browse(t, who, d)
			p.open(fmt.Sprint(path, number))
			eval[bool](p, `(document.querySelectorAll("#update, #install, [data-ask], [data-install]").forEach(e => { e.hidden = false }), true)`)
			p.until("they stand apart", `[...document.querySelectorAll(".toast")].every(e => e.offsetHeight > 0 && e.getBoundingClientRect().bottom < document.querySelector("#composer").getBoundingClientRect().top)`)
		}
	}
}
