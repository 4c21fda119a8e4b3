package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hilo/app/world"
)

// Where somebody has nothing against it, one page flows into the next. That
// holds up no key, takes no focus, and the way back leads where one was.
func TestPagesFlow(t *testing.T) {
	s := start(t)
	for i := range 30 {
		s.opens(world.Ana, fmt.Sprint("Consulta ", i), "Hola.")
	}
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	ana := s.browse(t, world.Ana, desktop)
	call(ana, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: `addEventListener("pagereveal", e => (e.viewTransition?.finished ?? Promise.reject()).then(() => { window.flowed = true; }, () => { window.flowed = false; }));`})
	const known = `window.flowed !== undefined`
	flows := func(from, what, to string) { // a browser that has no time for it may leave it out
		t.Helper()
		for range 3 {
			ana.press(what)
			ana.arrives(to)
			ana.until("it flows or not", known)
			if eval[bool](ana, `window.flowed`) {
				return
			}
			ana.open(from)
			ana.live()
		}
		t.Errorf("from %s to %s nothing flows", from, to)
	}
	path := fmt.Sprint("/tickets/", number)

	ana.open("/tickets")
	ana.press(fmt.Sprintf("#ticket-%d a", number))
	ana.arrives(path)
	ana.until("it moves or not", known)
	if eval[bool](ana, `window.flowed`) {
		t.Error("it moves for who asked for stillness")
	}

	call(ana, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "no-preference"}}})
	ana.open("/tickets")
	ana.live()
	row := fmt.Sprintf(`document.querySelector('#tickets a[href="/tickets/%d"]')`, number)
	far := `#tickets > li:nth-of-type(20) a`
	eval[bool](ana, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView({ block: "center", behavior: "instant" }), true)`, far))
	at := eval[float64](ana, `scrollY`)
	if at < 300 {
		t.Fatalf("the list scrolls to %v only", at)
	}
	flows("/tickets", far, "/tickets/")
	ana.begins()
	if first := ana.tabs(false); !first.is("Saltar al contenido") {
		t.Errorf("after it the first Tab leads to «%s»", first.Name)
	}
	ana.do("back", chromedp.NavigateBack())
	ana.arrives("/tickets")
	ana.until("it flows back, or comes from where the browser kept it", known)
	ana.until("to where one was", fmt.Sprintf(`Math.abs(scrollY - %v) < 150`, at))
	ana.until("nothing lies above the page", fmt.Sprintf(`%s && document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest("body")`, row))
	ana.live()

	ana.open(path)
	ana.live()
	ana.write("#body", draft)
	flows(path, ".brand", "/")
	ana.do("back", chromedp.NavigateBack())
	ana.arrives(path)
	ana.until("the text is there", `document.querySelector("#body").value == "`+draft+`"`)
	ana.write("#body", " y más")
	ana.until("and takes more", `document.querySelector("#body").value == "`+draft+` y más"`)

	ana.provoke("rendering: Unexpected duplicate")
	// One that is cut short, by the next, by another page or in a state that it cannot
	// show, is no error in the console.
	eval[bool](ana, `(document.startViewTransition(), document.startViewTransition(), true)`)
	eval[bool](ana, `(document.querySelectorAll("h1, main").forEach(e => e.style.viewTransitionName = "one"), document.startViewTransition().updateCallbackDone.then(() => true))`)
	eval[bool](ana, `(document.startViewTransition(), location.assign("/tickets"), true)`)
	ana.arrives("/tickets")
	ana.live()
	eval[bool](ana, fmt.Sprintf(`(location.assign(%q), location.assign("/notifications"), true)`, path))
	ana.arrives("/notifications")
}
