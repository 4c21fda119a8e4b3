package e2e

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hilo/app/world"
)

var shots = flag.String("shots", "", "folder for TestShots")

// TestShots writes pictures of all pages, for people to look at: make shots.
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("only with -shots FOLDER")
	}
	s := start(t)
	s.must(os.MkdirAll(*shots, 0o755))
	people := map[string]*page{world.Guest: s.visitor(t, world.Guest, "es")} // first: a code a minute, and the tour asks for one
	for _, stop := range s.tour(t) {
		p := people[stop.who]
		if p == nil {
			p = s.visitor(t, stop.who, "es")
			people[stop.who] = p
		}
		p.resize(desktop)
		stop.visit(p)
		for name, d := range map[string]device{"desktop": desktop, "desktop-dark": dark(desktop), "phone": phone, "phone-dark": dark(phone)} {
			p.resize(d)
			p.shot(filepath.Join(*shots, strings.NewReplacer(", ", "-", " ", "-").Replace(stop.name)+"-"+name+".png"))
		}
	}
}

// shot writes what the person sees.
func (p *page) shot(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	p.must(err)
	p.must(os.WriteFile(path, png, 0o644))
}
