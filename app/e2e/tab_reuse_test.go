package e2e

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"hilo/app/clocktest"
)

// usedTab is a tab with a browser context of its own, from which everything of the
// person before was wiped. To open a window takes Chromium as long as to show a few
// pages, so stories pass them on.
type usedTab struct {
	target  target.ID
	context cdp.BrowserContextID
}

var usedTabs struct {
	sync.Mutex
	free []usedTab
}

// seat gives the page a tab that nobody uses: one that is free, or a new one.
func (p *page) seat(browser context.Context) {
	p.t.Helper()
	p.own = true
	usedTabs.Lock()
	n := len(usedTabs.free)
	if n == 0 {
		usedTabs.Unlock()
		p.attach(browser, chromedp.WithDetachOnCancel(), chromedp.WithNewBrowserContext())
		return
	}
	tab := usedTabs.free[n-1]
	usedTabs.free = usedTabs.free[:n-1]
	usedTabs.Unlock()
	p.attach(browser, chromedp.WithDetachOnCancel(), chromedp.WithTargetID(tab.target))
	chromedp.FromContext(p.ctx).BrowserContextID = tab.context // for tabs beside it
}

// giveBack wipes a tab and leaves it to others. One of a story that failed, that cannot
// be wiped or whose clock is moved is closed for good.
func (p *page) giveBack() {
	tab := chromedp.FromContext(p.ctx)
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	if p.t.Failed() || clocktest.Ahead() != 0 || p.wipe(ctx, tab.BrowserContextID) != nil {
		chromedp.CallBrowser(ctx, target.DisposeBrowserContext, target.DisposeBrowserContextParams{BrowserContextID: tab.BrowserContextID})
		return
	}
	usedTabs.Lock()
	defer usedTabs.Unlock()
	usedTabs.free = append(usedTabs.free, usedTab{tab.Target.TargetID, tab.BrowserContextID})
}

// wipe takes away what a site may keep in a browser.
func (p *page) wipe(ctx context.Context, of cdp.BrowserContextID) error {
	all, err := chromedp.CallBrowser(ctx, target.GetTargets, target.GetTargetsParams{})
	if err != nil {
		return err
	}
	for _, other := range all.TargetInfos {
		if other.BrowserContextID == of && other.Type == "page" && other.TargetID != chromedp.FromContext(p.ctx).Target.TargetID {
			return errors.New("a window beside it is open")
		}
	}
	_, origin := chromedp.Call(ctx, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: p.url, StorageTypes: "all"})
	_, cookies := chromedp.CallBrowser(ctx, storage.ClearCookies, storage.ClearCookiesParams{BrowserContextID: of})
	_, permissions := chromedp.CallBrowser(ctx, browser.ResetPermissions, browser.ResetPermissionsParams{BrowserContextID: of})
	gone := chromedp.Do(ctx, chromedp.Navigate("about:blank"))
	_, history := chromedp.Call(ctx, cdppage.ResetNavigationHistory, cdp.Empty{})
	_, told := chromedp.Call(ctx, runtime.DiscardConsoleEntries, cdp.Empty{}) // or the next one hears it
	return errors.Join(origin, cookies, permissions, gone, history, told)
}
