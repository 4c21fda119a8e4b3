package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// open goes to a path of the site, or to a whole address.
func (p *page) open(path string) {
	p.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = p.url + path
	}
	p.acted = ""
	p.do("open "+path, chromedp.Navigate(path))
}

func (p *page) reload() {
	p.t.Helper()
	p.acted = ""
	p.do("reload", chromedp.Reload())
}

// eval is the value of a JavaScript expression, which may wait.
func eval[T any](p *page, expr string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expr, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err != nil {
		p.t.Fatalf("%s: %v", expr, err)
	}
	return v
}

// until waits for an expression to come true, over any number of pages.
func (p *page) until(what, expr string) {
	p.t.Helper()
	var last error
	began := time.Now()
	for time.Since(began) < patience {
		ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expr+")", chromedp.EvalAwaitPromise))
		cancel()
		if last = err; ok && err == nil {
			p.keepsFocus()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.t.Fatalf("%s: never true on %s: %s (%v)\n%s", what, p.here(), expr, last, p.words("body"))
}

// sees waits for words on the page, as a person reads them.
func (p *page) sees(words string) {
	p.t.Helper()
	p.until("sees «"+words+"»", fmt.Sprintf(`document.body?.innerText.replace(/\s+/g, " ").toLowerCase().includes(%q.toLowerCase())`, words))
}

// lacks fails if the page says the words anywhere, even hidden.
func (p *page) lacks(words string) {
	p.t.Helper()
	if eval[bool](p, fmt.Sprintf(`document.documentElement.outerHTML.includes(%q)`, words)) {
		p.t.Errorf("%s tells «%s»", p.here(), words)
	}
}

// arrives waits for an address that begins so ("/" is whole), with its page loaded.
func (p *page) arrives(path string) {
	p.t.Helper()
	p.until("arrives at "+path, fmt.Sprintf(`(at => at == %[1]q || %[1]q != "/" && at.startsWith(%[1]q))(location.pathname + location.search + location.hash) && document.readyState == "complete"`, path))
}

// fits fails if the page can be moved sideways.
func (p *page) fits() {
	p.t.Helper()
	if over := eval[string](p, wide); over != "" {
		p.t.Errorf("%s is wider than the screen: %s", p.here(), over)
	}
}

// wide names what sticks out of the page at the side.
const wide = `(() => {
	const page = document.documentElement;
	if (page.scrollWidth <= page.clientWidth) return "";
	const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > page.clientWidth + 1 && e.checkVisibility());
	return page.scrollWidth + " > " + page.clientWidth + " " + out.slice(-3).map(e => e.tagName + "." + e.className).join(", ");
})()`

// live waits for the stream of the page.
func (p *page) live() {
	p.t.Helper()
	p.until("is live", `document.documentElement.dataset.live == "on"`)
}

// words is the text of an element, for what a failure says.
func (p *page) words(sel string) string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").replace(/\n+/g, " | ").slice(0, 900)`, sel)))
	return text
}

func (p *page) here() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	return strings.TrimPrefix(at, p.url)
}

// entriesSaying is how many entries of the thread have exactly these words; what is
// only on its way is none.
func entriesSaying(words string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("#entries .entry:not(.entry--wait) .entry__body")].filter(e => e.innerText.trim() == %q).length`, words)
}

// eventually waits for something outside the browser.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for began := time.Now(); time.Since(began) < patience; time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: never", what)
}
