package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/world"
)

var (
	unbroken = strings.Repeat("Transferencia", 16)[:200]
	hebrew   = "הכרטיס לא הגיע (דחוף!)"
	zalgo    = "Z" + strings.Repeat("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308", 12) + "algo" + strings.Repeat("\u0316\u0317\u0318\u0319", 20)
	longName = strings.Repeat("justificante-", 20)[:251] + ".txt"
)

// What people really send: no page breaks on it, at any width, on either side.
func TestExtremes(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, unbroken, zalgo+"\n\n"+unbroken)
	rtl := s.opens(world.Ana, hebrew, "שלום, "+hebrew+" 12345 ABC")
	s.says(world.Sam, number, "👩‍👩‍👧‍👦🏳️‍🌈 "+strings.Repeat("🙂", 300))
	s.says(world.Sam, number, "https://example.com/"+strings.Repeat("a", 300))
	for i := range 40 {
		s.opens(world.Ana, fmt.Sprint("Consulta abierta ", i), "Hola.")
	}
	ana, sam := s.browse(t, world.Ana, phone), s.browse(t, world.Sam, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.write("#body", "Aquí va.")
	ana.attachFiles("#files", s.file(longName, "recibo\n"))
	ana.until("it is up", `document.querySelectorAll("[data-upload]").length == 1`)
	ana.fits()
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying("Aquí va.")+sentOnce)

	paths := func(base string) []string {
		return []string{base, fmt.Sprint(base, "/", number), fmt.Sprint(base, "/", rtl)}
	}
	for _, width := range []int64{320, 390, 1440} {
		d := device{width: width, height: 844, phone: width < 1000}
		ana.resize(d)
		for _, path := range paths("/tickets") {
			ana.open(path)
			ana.holds(width)
		}
		ana.open("/tickets/new")
		ana.rewrite("#subject", unbroken)
		ana.sees(fmt.Sprint("Continuar en el ticket ", number))
		ana.holds(width)
		sam.resize(d)
		for _, path := range []string{"/desk?view=all", fmt.Sprint("/desk/tickets/", number), fmt.Sprint("/desk/tickets/", rtl)} {
			sam.open(path)
			sam.holds(width)
		}
	}
	ana.open("/tickets?q=Consulta")
	ana.until("forty of forty", `document.querySelectorAll("#tickets > [id]").length == 40`)
	ana.open(fmt.Sprint("/tickets/", rtl))
	ana.until("from right to left, where it is", `getComputedStyle(document.querySelector(".entry__body p")).direction == "rtl" && getComputedStyle(document.documentElement).direction == "ltr" && document.querySelector("h1 bdi")`)
	ana.write("#body", "שלום")
	ana.until("also while it is written", `document.querySelector("#body").matches(":dir(rtl)")`)
}

// holds fails if the page moves sideways, if a box lets its text out, or if
// marks of one message reach another.
func (p *page) holds(width int64) {
	p.t.Helper()
	p.until("is loaded", `document.readyState == "complete"`)
	p.fits()
	for _, out := range eval[[]string](p, spilled) {
		p.t.Errorf("at %d px %s: %s", width, p.here(), out)
	}
}

const spilled = `(() => {
	const out = [];
	for (const e of document.querySelectorAll(".entry__body,.ticket-row,.queue-row,.ticket__title,.file,#similar,.facts")) {
		if (!e.checkVisibility()) continue;
		if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "visible") out.push("runs out at the side: " + e.className);
		if (e.matches(".entry__body") && !/clip|hidden/.test(getComputedStyle(e).overflowY)) out.push("lets marks out above and below: " + e.className);
		const r = e.getBoundingClientRect();
		if (r.left < -1 || r.right > innerWidth + 1) out.push("stands outside: " + e.className);
	}
	return [...new Set(out)];
})()`

// Two thousand entries: the thread opens at once with the last fifty, goes back
// as far as one likes, and keeps its place.
func TestVeryLongThread(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Un hilo muy largo", "Empiezo.")
	sam := s.person(world.Sam)
	for i := range 1999 {
		_, err := s.Desk.Reply(t.Context(), sam, number, desk.Message{Body: fmt.Sprint("mensaje ", i)})
		s.must(err)
	}
	ana := s.browse(t, world.Ana, phone)
	path := fmt.Sprint("/tickets/", number)
	ana.open(path) // which marks all as seen
	began := time.Now()
	ana.open(path)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("opens in %s", took)
	}
	const count = `document.querySelectorAll("#entries > [id^=entry-]").length`
	ana.until("the last fifty", count+` == 50 && document.querySelector("#entry-2000")`)
	ana.until("at the end", atEnd)
	ana.live()
	for i := range 6 {
		eval[bool](ana, `(scrollTo({ top: 0, behavior: "instant" }), window.mark = document.querySelector("#entries > [id^=entry-]"), true)`)
		ana.press("Ver mensajes anteriores")
		ana.until("fifty more", fmt.Sprintf("%s == %d", count, 50*(i+2)))
		ana.until("in order, each once", `(ids => ids.every((id, i) => i == 0 || id == ids[i - 1] + 1))([...document.querySelectorAll("#entries > [id^=entry-]")].map(e => +e.id.slice(6)))`)
		if moved := eval[float64](ana, `mark.getBoundingClientRect().top`); moved < 0 || moved > 500 {
			t.Errorf("what was read went to %v px", moved)
		}
	}
	ana.fits()
	if mb := eval[float64](ana, `performance.memory.usedJSHeapSize / 1e6`); mb > 60 {
		t.Errorf("%v MB of script memory", mb)
	}
	s.says(world.Sam, number, "y uno más")
	ana.until("still live", entriesSaying("y uno más")+" == 1")
}
