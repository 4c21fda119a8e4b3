package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hilo/app/clocktest"
	"hilo/app/e2e/engine"
)

// tab is what the browsers of all engines can do.
type tab interface {
	Go(url string) error
	Eval(expr string, into any) error
	Press(x, y float64, times int) error
	Type(selector, text string) error
	Chord(keys ...string) error
	Attach(selector string, paths ...string) error
	Shot() ([]byte, error)
	Complaints() ([]string, error)
	Close()
}

// somebody uses the site with any engine. What they do is what page does, and
// stories of theirs need no more of it.
type somebody struct {
	*site
	tab
	t        *testing.T
	engine   string
	provokes []*regexp.Regexp
	rests    rests
}

// everywhere tells a story once in each engine, on a site of its own.
func everywhere(t *testing.T, d device, story func(*somebody)) {
	inChromium(t, d, story)
	if clocktest.Ahead() != 0 { // only Chromium lets its clock be moved
		return
	}
	for _, e := range engine.All {
		t.Run(e.Name, func(t *testing.T) {
			if missing := e.Missing(); missing != "" && os.Getenv("CI") == "" {
				t.Skipf("there is no %s: apt-get install %s", missing, e.Install)
			}
			s := start(t)
			one, err := e.Open(engine.Look{Width: int(d.width), Height: int(d.height), Dark: d.dark, NoScript: d.noScript})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(one.Close)
			x := &somebody{site: s, tab: one, t: t, engine: e.Name}
			t.Cleanup(x.silent)
			story(x)
		})
	}
}

// inChromium tells a story there alone.
func inChromium(t *testing.T, d device, story func(*somebody)) {
	t.Run("Chromium", func(t *testing.T) {
		s := start(t)
		p := s.browse(t, "", d)
		story(&somebody{site: s, tab: chromiumTab{p}, t: t, engine: "Chromium"})
	})
}

// silent fails for what pages complained about.
func (x *somebody) silent() {
	all, err := x.Complaints()
	if err != nil {
		x.t.Error(err)
	}
	for _, line := range all {
		if !slices.ContainsFunc(x.provokes, func(re *regexp.Regexp) bool { return re.MatchString(line) }) {
			x.t.Error("the console: ", line)
		}
	}
}

// provoke declares what the story makes a console say on purpose.
func (x *somebody) provoke(pattern string) {
	x.provokes = append(x.provokes, regexp.MustCompile(pattern))
	if c, ok := x.tab.(chromiumTab); ok {
		c.provoke(pattern)
	}
}

// open goes to a path of the site and waits for its page.
func (x *somebody) open(path string) {
	x.t.Helper()
	x.run("mark", x.Eval(`window.left = true`, nil)) // a browser that is slow to leave still shows the old page
	x.run("open "+path, x.Go(x.url+path))
	x.until("opened "+path, `!window.left && location.href.startsWith("http") && document.readyState == "complete"`)
}

// enters opens a path as the person of an address who is signed in.
func (x *somebody) enters(who, path string) {
	x.t.Helper()
	x.open("/sign-in") // cookies belong to a site
	x.do(fmt.Sprintf(`document.cookie = "hilo-session=%s; path=/; samesite=lax"`, x.cookie(who)))
	x.open(path)
}

func (x *somebody) run(what string, err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatalf("%s: %v", what, err)
	}
}

// do runs a script in the page.
func (x *somebody) do(script string) {
	x.t.Helper()
	x.run(script, x.Eval(script, nil))
}

// until waits for an expression to come true, over any number of pages.
func (x *somebody) until(what, expr string) {
	x.t.Helper()
	var last error
	for began := time.Now(); time.Since(began) < patience; time.Sleep(30 * time.Millisecond) {
		var ok bool
		if last = x.Eval("!!("+expr+")", &ok); ok && last == nil {
			return
		}
	}
	var here, words string
	x.Eval(`location.href`, &here)
	x.Eval(`document.body.innerText.replace(/\n+/g, " | ").slice(0, 900)`, &words)
	x.t.Fatalf("%s: never true on %s: %s (%v)\n%s", what, strings.TrimPrefix(here, x.url), expr, last, words)
}

func (x *somebody) sees(words string) {
	x.t.Helper()
	x.until("sees «"+words+"»", fmt.Sprintf(`document.body?.innerText.replace(/\s+/g, " ").toLowerCase().includes(%q.toLowerCase())`, words))
}

func (x *somebody) arrives(path string) {
	x.t.Helper()
	x.until("arrives at "+path, fmt.Sprintf(`(at => at == %[1]q || %[1]q != "/" && at.startsWith(%[1]q))(location.pathname + location.search + location.hash) && document.readyState == "complete"`, path))
}

func (x *somebody) live() {
	x.t.Helper()
	x.until("is live", `document.documentElement.dataset.live == "on"`)
}

// controlled leads to a page that the worker runs. WebKit may leave alone what came
// before its worker; the next page is not.
func (x *somebody) controlled(path string) {
	x.t.Helper()
	eventually(x.t, "the worker is there", func() bool {
		x.open(path)
		var ok bool
		return x.Eval(`(await navigator.serviceWorker.ready).active && !!navigator.serviceWorker.controller`, &ok) == nil && ok
	})
}

// press clicks where a thing is, once it stands still.
func (x *somebody) press(what string) { x.t.Helper(); x.presses(what, 1) }

func (x *somebody) presses(what string, times int) {
	x.t.Helper()
	var at, before spot
	for began := time.Now(); time.Since(began) < patience; time.Sleep(60 * time.Millisecond) {
		before, at = at, spot{}
		if x.Eval(fmt.Sprintf(find, what), &at) == nil && at.Found && at.Covered == "" && at == before {
			x.rests.before(at)
			x.run("press "+what, x.Press(at.X, at.Y, times))
			return
		}
	}
	x.t.Fatalf("cannot press «%s»: %+v", what, at)
}

// write types into a field, once the page is there.
func (x *somebody) write(selector, text string) {
	x.t.Helper()
	x.until("there is "+selector, fmt.Sprintf(`document.readyState == "complete" && document.querySelector(%q)?.checkVisibility()`, selector))
	x.run("write into "+selector, x.Type(selector, text))
}

// rewrite types over what a field holds.
func (x *somebody) rewrite(selector, text string) {
	x.t.Helper()
	x.do(fmt.Sprintf(`document.querySelector(%q).value = ""`, selector))
	x.write(selector, text)
}

// fills puts a text into a field at once, over what it holds, as the keyboard of a
// phone does with a code.
func (x *somebody) fills(selector, text string) {
	x.t.Helper()
	x.until("there is "+selector, fmt.Sprintf(`document.readyState == "complete" && document.querySelector(%q)`, selector))
	x.do(fmt.Sprintf(`(document.querySelector(%q).select(), document.execCommand("insertText", false, %q))`, selector, text))
}

func (x *somebody) attach(paths ...string) {
	x.t.Helper()
	x.run("attach", x.Attach("#files", paths...))
}

// choose picks an option of a select by its value.
func (x *somebody) choose(selector, value string) {
	x.t.Helper()
	x.do(fmt.Sprintf(`(e => { e.value = %q; e.dispatchEvent(new Event("change", { bubbles: true })); return e.value })(document.querySelector(%q))`, value, selector))
}

// chromiumTab is a page of the other stories, asked as the others are.
type chromiumTab struct{ *page }

func (c chromiumTab) Go(url string) error { c.page.open(url); return nil }
func (c chromiumTab) Eval(expr string, into any) error {
	if !c.plain {
		expr = "(async () => (" + expr + "))()"
	}
	text, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](`(v => v?.then ? v.then(v => JSON.stringify(v ?? null)) : JSON.stringify(v ?? null))(`+expr+`)`, chromedp.EvalAwaitPromise))
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}
func (c chromiumTab) Press(x, y float64, times int) error {
	for n := range times {
		c.page.do("press", chromedp.MouseClickXY(x, y, chromedp.ClickCount(n+1)))
	}
	return nil
}
func (c chromiumTab) Type(selector, text string) error { c.page.write(selector, text); return nil }
func (c chromiumTab) Chord(keys ...string) error {
	if slices.Equal(keys, []string{engine.Control, engine.Enter}) {
		c.page.key("\r", chromedp.ModifierCtrl)
		return nil
	}
	return fmt.Errorf("no story presses %q", keys)
}
func (c chromiumTab) Attach(selector string, paths ...string) error {
	c.attachFiles(selector, paths...)
	return nil
}
func (c chromiumTab) Shot() ([]byte, error)         { return chromedp.Run(c.ctx, chromedp.CaptureScreenshot()) }
func (c chromiumTab) Complaints() ([]string, error) { return nil, nil } // page tells by itself
func (c chromiumTab) Close()                        {}
