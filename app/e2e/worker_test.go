package e2e

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// settles waits for an expression with promises to come true.
func (p *page) settles(what, expr string) {
	p.t.Helper()
	p.settled(what, func() string { return expr })
}

// settled waits likewise, and gets the expression anew for each look.
func (p *page) settled(what string, look func() string) {
	p.t.Helper()
	eventually(p.t, what, func() bool {
		expr := look()
		ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
		defer cancel()
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("(async () => !!("+expr+"))()", chromedp.EvalAwaitPromise))
		return ok && err == nil
	})
}

// controlled waits until the worker runs the page.
func (p *page) controlled() {
	p.t.Helper()
	p.settles("the worker is there", `(await navigator.serviceWorker.ready).active.state == "activated" && navigator.serviceWorker.controller`)
}

// keeps waits until the device keeps a page.
func (p *page) keeps(path string) {
	p.t.Helper()
	p.settles("keeps "+path, `await caches.match("`+path+`")`)
}

// left is what this device still has of anybody: pages, replies that wait, alerts, and who it was.
const left = `(await (async () => {
	const have = (await caches.keys()).filter(k => k.startsWith("pages-")), db = await new Promise(ok => { const r = indexedDB.open("hilo", 1); r.onsuccess = () => ok(r.result) });
	const count = name => new Promise(ok => { const r = db.transaction(name).objectStore(name).count(); r.onsuccess = () => ok(r.result) });
	const all = [have.length, await count("queue"), await count("facts"), (await (await navigator.serviceWorker.ready).getNotifications()).length];
	db.close();
	return all.join(" ");
})())`

// registration is the worker's, as the browser's tools name it.
func (p *page) registration() serviceworker.RegistrationID {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	events := chromedp.Events(ctx, serviceworker.WorkerRegistrationUpdated)
	call(p, serviceworker.Enable, cdp.Empty{})
	for e, err := range events {
		if err != nil {
			p.t.Fatal("no registration: ", err)
		}
		for _, r := range e.Registrations {
			if r.ScopeURL == p.url+"/" {
				return r.RegistrationID
			}
		}
	}
	return ""
}

// inWorker is the value of an expression inside the worker, once it runs.
func inWorker[T any](p *page, expr string) (v T) {
	p.t.Helper()
	eventually(p.t, "the worker answers", func() bool {
		all, err := chromedp.Targets(p.ctx)
		p.must(err)
		i := slices.IndexFunc(all, func(one *target.Info) bool { return one.Type == "service_worker" && one.URL == p.url+"/sw.js" })
		if i < 0 { // it sleeps
			eval[bool](p, `(navigator.serviceWorker.controller?.postMessage({ type: "hello" }), true)`)
			return false
		}
		ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(all[i].TargetID))
		defer cancel()
		ctx, stop := context.WithTimeout(ctx, 10*time.Second)
		defer stop()
		if ready, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`globalThis.registration?.active?.state == "activated"`)); !ready || err != nil {
			return false
		}
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](expr, chromedp.EvalAwaitPromise))
		p.must(err)
		return true
	})
	return v
}

// withWorker is a story that begins with Ana in her list, and the worker at work.
func withWorker(t *testing.T, d device) (*site, *page) {
	s := start(t)
	return s, s.worked(t, "ana@example.com", d)
}

func (s *site) worked(t *testing.T, who string, d device) *page {
	p := s.browse(t, who, d)
	p.open("/tickets")
	p.controlled()
	return p
}
