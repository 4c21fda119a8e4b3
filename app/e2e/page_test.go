package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"hilo/app/clocktest"
)

// page is a tab of somebody's browser. Whatever it complains about in its
// console fails the test, unless the story provokes it on purpose.
type page struct {
	*site
	t     *testing.T
	ctx   context.Context
	who   string
	phone bool
	plain bool   // without script
	looks device // as resize left it
	own   bool   // the first of its browser
	rests rests
	acted string // what was pressed and may have lost the focus

	mu       sync.Mutex
	heard    []string
	provokes []*regexp.Regexp
	answers  []*network.EventResponseReceived // HTML, as it came
}

// device is what a person holds.
type device struct {
	width, height int64
	phone, dark   bool
	locale        string
	noScript      bool
}

var (
	phone   = device{width: 390, height: 844, phone: true}
	narrow  = device{width: 320, height: 640, phone: true}
	desktop = device{width: 1440, height: 900}
)

// listener tells the console of what the Content-Security-Policy stopped.
const listener = `addEventListener("securitypolicyviolation", e => console.error("CSP: " + e.violatedDirective + " stopped " + e.blockedURI + " at " + e.sourceFile + ":" + e.lineNumber + ":" + e.columnNumber));`

// browse gives who (an address, or "" for nobody) a fresh browser on a device.
func (s *site) browse(t *testing.T, who string, d device) *page {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	p := &page{site: s, t: t, who: who, phone: d.phone, plain: d.noScript}
	p.seat(browser)
	p.dress(d)
	if who != "" {
		p.bear("hilo-session", s.cookie(who))
	}
	return p
}

// bear gives the browser a cookie.
func (p *page) bear(name, value string) {
	p.t.Helper()
	call(p, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.url, HTTPOnly: ptr(true), SameSite: network.CookieSameSiteLax})
}

// tab opens a second tab in the same browser.
func (p *page) tab(d device) *page {
	p.t.Helper()
	q := &page{site: p.site, t: p.t, who: p.who, phone: d.phone}
	q.attach(p.ctx, chromedp.WithNewWindow(true))
	q.dress(d)
	return q
}

func (p *page) attach(parent context.Context, opts ...chromedp.ContextOption) {
	ctx, cancel := chromedp.NewContext(parent, append(opts, chromedp.WithListener(p.hear))...)
	p.ctx = ctx
	p.t.Cleanup(func() {
		defer cancel()
		p.silent()
		if p.own {
			p.giveBack()
		}
	})
	if err := chromedp.Do(ctx); err != nil {
		p.t.Fatal(err)
	}
}

// silent fails for what the console said, unless the story provokes it.
func (p *page) silent() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.heard {
		if !p.provoked(line) {
			p.t.Errorf("the console of «%s»: %s", p.who, line)
		}
	}
}

func (p *page) dress(d device) {
	p.t.Helper()
	if clocktest.Ahead() != 0 {
		call(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: moved()})
	}
	call(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: listener})
	if d.locale == "" {
		d.locale = "es"
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": d.locale}})
	if d.noScript {
		call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	p.resize(d)
}

// resize makes the page as large as the device, in its colours.
func (p *page) resize(d device) {
	p.t.Helper()
	if p.looks == d {
		return
	}
	p.looks = d
	var opts []chromedp.EmulateViewportOption
	if d.phone {
		opts = append(opts, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do("the size of a device", chromedp.EmulateViewport(d.width, d.height, opts...))
	scheme := map[bool]string{true: "dark", false: "light"}[d.dark]
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if p.plain {
		return
	}
	// What fades from one scheme to the other has no colour to speak of yet.
	eval[int](p, `new Promise(done => requestAnimationFrame(() => { document.getAnimations().forEach(a => a.finish()); done(0) }))`)
}

// hear listens to the console and to the browser's own log.
func (p *page) hear(event any) {
	var line string
	switch e := event.(type) {
	case *network.EventResponseReceived:
		p.receive(e)
	case *runtime.EventExceptionThrown:
		line = "uncaught: " + e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			line += " " + x.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			for _, arg := range e.Args {
				line += fmt.Sprint(" ", arg.Description, strings.Trim(string(arg.Value), `"`))
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			line = fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	}
	if line != "" {
		p.mu.Lock()
		p.heard = append(p.heard, line)
		p.mu.Unlock()
	}
}

// provoke declares what the story makes the console say on purpose.
func (p *page) provoke(pattern string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.provokes = append(p.provokes, regexp.MustCompile(pattern))
}

func (p *page) provoked(line string) bool {
	if strings.Contains(line, "ViewTransition opt-in disabled") {
		return true // a page was left before its script began: the browser gives up its transition, and says so
	}
	for _, re := range p.provokes {
		if re.MatchString(line) {
			return true
		}
	}
	return false
}

const patience = 90 * time.Second // of a machine that is busy

func (p *page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func call[P, R any](p *page, cmd cdp.Command[P, R], params P) R {
	p.t.Helper()
	r, err := chromedp.Call(p.ctx, cmd, params)
	if err != nil {
		p.t.Fatalf("%s: %v", cmd.Method, err)
	}
	return r
}

func ptr[T any](v T) *T { return &v }
