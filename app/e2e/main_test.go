// Package e2e tells the stories of PRODUCT.md on a running site, with a real
// Chromium: what people press, type and see. It holds tests only.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"hilo/app/clocktest"
	"hilo/app/e2e/engine"
	"hilo/app/logtest"
	"hilo/static"
)

// chromium is one browser for all stories; each page has a context of its own
// in it, as a person has a device.
var chromium = sync.OnceValues(launch)

func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", "3") // a story waits about half of its time
	code := logtest.Main(m)
	engine.Stop()
	if ctx, err := chromium(); err == nil {
		chromedp.Cancel(ctx)
	}
	os.Exit(code)
}

func launch() (context.Context, error) {
	path := os.Getenv("HILO_CHROMIUM")
	if path == "" {
		path = "/usr/bin/chromium"
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("there is no Chromium at %s: apt-get install chromium (or set HILO_CHROMIUM)", path)
	}
	if static.URL("app.js") == "" {
		return nil, fmt.Errorf("the script of the pages was not built: run go generate ./static")
	}
	profile, err := os.MkdirTemp("", "hilo-e2e-")
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		// Nobody sees the browser's own windows: what they prepare costs as much as our pages.
		chromedp.Flag("disable-features", "Translate,PreloadTopChromeWebUI,WebUIOmniboxPopup,WebUIOmniboxAimPopup"),
	)
	if clocktest.Ahead() != 0 {
		// Beside chromedp's own way in: as its flag this would replace it.
		opts = append(opts, chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
			cmd.Args = append(cmd.Args, "--remote-debugging-port=0", "--remote-allow-origins=http://127.0.0.1")
		}))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ := chromedp.NewContext(alloc)
	context.AfterFunc(ctx, func() { stop(); os.RemoveAll(profile) })
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil || clocktest.Ahead() == 0 {
		return ctx, err
	}
	return ctx, moveWorkers(profile)
}
