package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	ownMost   = 8 << 10 // our script that every page has, with gzip, without htmx
	placeMost = 1600    // a script beside them
	sheetMost = 9000    // all style of a page, with gzip
)

// No page asks for more of our own script, or for more style, than it may.
func TestPagesStaySmall(t *testing.T) {
	dist := t.TempDir()
	if err := build("..", dist); err != nil {
		t.Fatal(err)
	}
	urls := map[string]string{}
	if err := json.Unmarshal(file(t, dist, "manifest.json"), &urls); err != nil {
		t.Fatal(err)
	}
	if n := ownScript(t) + zipped(t, dist, urls, "pwa.js"); n > ownMost {
		t.Errorf("our script on every page is %d B, at most %d", n, ownMost)
	} else {
		t.Logf("our script on every page: %d B", n)
	}
	app := zipped(t, dist, urls, "app.css")
	for name := range urls {
		switch filepath.Ext(name) {
		case ".js":
			if n := zipped(t, dist, urls, name); name != "app.js" && n > placeMost {
				t.Errorf("%s is %d B, at most %d", name, n, placeMost)
			}
		case ".css": // a page has one beside app.css
			if n := app + zipped(t, dist, urls, name); name != "app.css" && n > sheetMost {
				t.Errorf("app.css and %s are %d B, at most %d", name, n, sheetMost)
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
	how.External, how.Splitting, how.Outdir = []string{"htmx.org", "htmx.org/*"}, true, t.TempDir()
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
