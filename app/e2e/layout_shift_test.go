package e2e

import (
	"fmt"
	"testing"

	"hilo/app/desk"
	"hilo/app/world"
)

// Nothing moves by itself on a page that opens and becomes live: a person could
// be about to press there.
func TestNothingJumps(t *testing.T) {
	s := start(t)
	for _, d := range []device{phone, desktop} {
		ana, sam := s.browse(t, world.Ana, d), s.browse(t, world.Sam, d)
		ana.still("/tickets")
		ana.still(fmt.Sprint("/tickets/", s.inStatus(desk.StatusPending)))
		sam.still("/desk")
		sam.still(fmt.Sprint("/desk/tickets/", s.inStatus(desk.StatusOpen)))
	}
}

// still opens a page twice: the second time nothing is new to anybody.
func (p *page) still(path string) {
	p.t.Helper()
	p.open(path)
	p.live()
	p.open(path)
	p.live()
	if jumps := eval[string](p, jumped); jumps != "" {
		p.t.Errorf("%s jumps on %s while it opens: %s", path, map[bool]string{true: "a phone", false: "a desktop"}[p.phone], jumps)
	}
}

// jumped tells what moved by itself since the page was shown (Layout
// Instability API); a word that changes its length at its place is nothing.
const jumped = `new Promise(done => {
	const tell = all => { seen.disconnect(); done(all.filter(e => e.value > 0.005).map(e => e.value.toFixed(3) + " " + e.sources.map(s => (s.node?.id || s.node?.className || s.node?.nodeName) + " " + [s.previousRect, s.currentRect].map(r => [r.x, r.y, r.width, r.height].map(Math.round).join("/")).join(" to ")).join(",")).join("; ")) };
	const seen = new PerformanceObserver(list => tell(list.getEntries()));
	seen.observe({ type: "layout-shift", buffered: true });
	setTimeout(tell, 300, []);
})`
