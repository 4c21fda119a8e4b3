package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// spot is where a person would press.
type spot struct {
	Found   bool
	X, Y    float64
	Covered string // what lies above it
}

// find looks for a selector (it begins with # . or [), or for what can be
// pressed and bears the words, and scrolls it into sight.
const find = `(what => {
	const said = e => (e.getAttribute("aria-label") ?? e.innerText ?? "").replace(/\s+/g, " ").trim();
	const can = e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled;
	const all = /^[#.\[]/.test(what) ? [...document.querySelectorAll(what)] : [...document.querySelectorAll("a,button,label,summary,input[type=submit]")].filter(e => said(e) == what || said(e).startsWith(what + " "));
	const e = all.find(can);
	if (!e || document.readyState != "complete") return { Found: false };
	const look = () => {
		const r = e.getClientRects()[0], X = r.left + r.width / 2, Y = r.top + r.height / 2;
		const above = document.elementFromPoint(X, Y);
		const ours = above && (e.contains(above) || above.contains(e) && above.matches("label,a,button") || above.closest("label")?.control == e);
		return { Found: true, X, Y, Covered: ours ? "" : (above?.outerHTML ?? "nothing").slice(0, 120) };
	};
	if (look().Covered) e.scrollIntoView({ block: "center", behavior: "instant" });
	return look();
})(%q)`

// press taps on a phone and clicks elsewhere, where the thing really is.
func (p *page) press(what string) {
	p.t.Helper()
	at := p.spot(what)
	p.rests.before(at)
	p.acts(what, at)
	if p.phone {
		p.do("tap "+what, chromedp.TapXY(at.X, at.Y))
	} else {
		p.do("click "+what, chromedp.MouseClickXY(at.X, at.Y))
	}
}

// rests keeps two presses from being a double one: the page knows a person who
// means the second by their taking the time to see it.
type rests struct {
	last spot
	over <-chan time.Time
}

func (r *rests) before(next spot) {
	const apart, double = 60, 600 * time.Millisecond
	if r.over != nil && math.Hypot(next.X-r.last.X, next.Y-r.last.Y) < apart {
		<-r.over
	}
	r.last, r.over = next, time.After(double)
}

// spot waits for the place of a thing to be free and to stand still.
func (p *page) spot(what string) spot {
	p.t.Helper()
	var at, before spot
	for began := time.Now(); time.Since(began) < patience; p.glance() {
		at, before = eval[spot](p, fmt.Sprintf(find, what)), at
		if at.Found && at.Covered == "" && at == before {
			return at
		}
	}
	p.t.Fatalf("cannot press «%s» on %s: %+v\n%s", what, p.here(), at, p.words("body"))
	return at
}

// glance lets the page draw what it has to: on a busy machine a reload finds its
// old place, or that of its address, long after it says that it is complete.
func (p *page) glance() {
	time.Sleep(20 * time.Millisecond)
	if p.plain {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	chromedp.Run(ctx, chromedp.Evaluate[bool](`new Promise(done => { setTimeout(done, 250, true); requestAnimationFrame(() => requestAnimationFrame(() => done(true))) })`, chromedp.EvalAwaitPromise))
}

// write puts the cursor into a field and types at its end.
func (p *page) write(sel, text string) {
	p.t.Helper()
	p.press(sel)
	p.until("the cursor in "+sel, fmt.Sprintf(`document.activeElement.matches(%q)`, sel))
	p.typed(text)
}

// rewrite types over what a field holds.
func (p *page) rewrite(sel, text string) {
	p.t.Helper()
	p.press(sel)
	eval[bool](p, fmt.Sprintf(`(document.querySelector(%q).select(), true)`, sel))
	p.typed(text)
}

// typed types where the cursor is.
func (p *page) typed(text string) {
	p.t.Helper()
	call(p, input.InsertText, input.InsertTextParams{Text: text})
}

// choose picks an option of a select by its value.
func (p *page) choose(sel, value string) {
	p.t.Helper()
	p.until("there is "+sel, fmt.Sprintf(`document.readyState == "complete" && document.querySelector(%q)`, sel))
	eval[bool](p, fmt.Sprintf(`(e => { e.value = %q; e.dispatchEvent(new Event("change", { bubbles: true })); return true })(document.querySelector(%q))`, value, sel))
}

// key presses keys, with modifiers.
func (p *page) key(keys string, with ...chromedp.Modifier) {
	p.t.Helper()
	p.do("keys", chromedp.KeyEvent(keys, chromedp.KeyModifiers(with...)))
}

// attach gives files to a file field.
func (p *page) attachFiles(sel string, paths ...string) {
	p.t.Helper()
	p.do("attach files", chromedp.SetUploadFiles(sel, paths, chromedp.NodeReady))
}

// hide says to the page what a browser says when another tab is in front:
// headless tabs are always visible.
func (p *page) hide(hidden bool) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf(`(Object.defineProperty(document, "hidden", { value: %v, configurable: true }), document.dispatchEvent(new Event("visibilitychange")), true)`, hidden))
}

// file writes a file that a person could attach.
func (s *site) file(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	s.must(os.WriteFile(path, []byte(text), 0o600))
	return path
}

// screenshot is a small picture.
func (s *site) screenshot() string {
	s.t.Helper()
	var b bytes.Buffer
	s.must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40))))
	return s.file("captura.png", b.String())
}
