package e2e

import (
	"context"
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
	eventually(p.t, what, func() bool {
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

// inWorker is the value of an expression inside the worker.
func inWorker[T any](p *page, expr string) T {
	p.t.Helper()
	all, err := chromedp.Targets(p.ctx)
	p.must(err)
	var id target.ID
	for _, one := range all {
		if one.Type == "service_worker" && one.URL == p.url+"/sw.js" {
			id = one.TargetID
		}
	}
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id))
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expr, chromedp.EvalAwaitPromise))
	p.must(err)
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
