package e2e

import (
	"context"
	"os"

	"github.com/chromedp/chromedp"
)

// shot writes what the person sees.
func (p *page) shot(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	p.must(err)
	p.must(os.WriteFile(path, png, 0o644))
}
