package main

import (
	"bytes"
	"compress/gzip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	ownMost   = 8400    // our script that every page has, with gzip, without htmx
	placeMost = 1840    // a script beside them
	sheetMost = 9 << 10 // all style of a page, with gzip
)

// within tells off what has less than a fiftieth of its budget left: the next word
// written there would make a red run.
func within(t *testing.T, what string, n, most int) {
	t.Helper()
	if n > most-most/50 {
		t.Errorf("%s: %d B; at most %d, and a fiftieth less than that to leave air", what, n, most)
	}
}

// No page asks for more of our own script, or for more style, than it may.
func TestPagesStaySmall(t *testing.T) {
	dist, urls := built(t)
	within(t, "our script on every page", ownScript(t)+zipped(t, dist, urls, "pwa.js"), ownMost)
	app := zipped(t, dist, urls, "app.css")
	for name := range urls {
		switch filepath.Ext(name) {
		case ".js":
			if name != "app.js" {
				within(t, name, zipped(t, dist, urls, name), placeMost)
			}
		case ".css": // a page has one beside app.css
			if name != "app.css" {
				within(t, "app.css and "+name, app+zipped(t, dist, urls, name), sheetMost)
			}
		}
	}
}

func zipped(t *testing.T, dist string, urls map[string]string, name string) int {
	t.Helper()
	base, ok := strings.CutPrefix(urls[name], address)
	if !ok {
		t.Fatalf("%s has no address: %v", name, urls)
	}
	return len(file(t, dist, base+".gz"))
}

// ownScript weighs app.js as built, with htmx left out.
func ownScript(t *testing.T) int {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	how := small(root, "src/app.js")
	how.External, how.Splitting, how.Outdir = []string{"htmx.org", "htmx.org/*"}, true, filepath.Join(root, "dist")
	for _, f := range api.Build(how).OutputFiles {
		if !strings.HasPrefix(filepath.Base(f.Path), "app-") || filepath.Ext(f.Path) != ".js" {
			continue
		}
		var gz bytes.Buffer
		w, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression) // a level that exists
		w.Write(f.Contents)
		w.Close()
		return gz.Len()
	}
	t.Fatal("no app.js")
	return 0
}
