package main

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

const (
	ownMost   = 10750 // our script that every page has, with gzip, without htmx
	placeMost = 2030  // a script beside them
	sheetMost = 10150 // all style of a page, with gzip

	wholeMost = 12 << 10 // our script of a page, with brotli, without htmx
	linesMost = 3000     // of all of it, as written
)

// later are parts of app.js that no page asks for before something happens in it.
var later = regexp.MustCompile(`^(discard|elsewhere|older|shapes|viewer)-`)

// ofThreads are parts of app.js that come with a thread alone.
var ofThreads = regexp.MustCompile(`^(days|turn)-`)

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

// What a page asks for of our own script is small, one place's and what its thread
// brings with it, and so is what has to be read to know it. What comes once something
// happens (a cut line, a new version, a draft sent elsewhere) is weighed by itself.
func TestOwnScriptIsSmall(t *testing.T) {
	every, thread, list, place := 0, 0, 0, 0
	for _, f := range ownScripts(t, "src/app.js") {
		switch n, name := squeezed(t, f.Contents), filepath.Base(f.Path); {
		case later.MatchString(name):
			within(t, name, n, placeMost)
		case ofThreads.MatchString(name):
			thread += n
		default:
			every += n
		}
	}
	for _, f := range ownScripts(t, "src/worker/pwa.js") {
		if n := squeezed(t, f.Contents); strings.HasPrefix(filepath.Base(f.Path), "pwa-") {
			every += n
		} else {
			within(t, filepath.Base(f.Path), n, placeMost)
		}
	}
	for _, entry := range places {
		if strings.HasSuffix(entry, ".js") {
			for _, f := range ownScripts(t, entry) {
				if n := squeezed(t, f.Contents); entry == "src/lists/list.js" {
					list = n // no thread is on a page of a list
				} else {
					place = max(place, n)
				}
			}
		}
	}
	every += max(list, thread+place)
	within(t, "our script of a page", every, wholeMost)
	lines := 0
	err := filepath.WalkDir("../src", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".js") {
			lines += strings.Count(string(file(t, "", path)), "\n")
		}
		return err
	})
	if t.Logf("%d B of script for a page, %d lines of it in all", every, lines); err != nil || lines == 0 || lines > linesMost {
		t.Errorf("%d lines of script, at most %d: %v", lines, linesMost, err)
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
	for _, f := range ownScripts(t, "src/app.js") {
		if strings.HasPrefix(filepath.Base(f.Path), "app-") {
			return packed(t, f.Contents)
		}
	}
	t.Fatal("no app.js")
	return 0
}

// ownScripts are entries as built, and what is cut off from them, with htmx left out.
func ownScripts(t *testing.T, entries ...string) []api.OutputFile {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	how := small(root, entries...)
	how.External, how.Splitting, how.Outdir = []string{"htmx.org", "htmx.org/*"}, true, filepath.Join(root, "dist")
	return slices.DeleteFunc(api.Build(how).OutputFiles, func(f api.OutputFile) bool { return filepath.Ext(f.Path) != ".js" })
}

func squeezed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write(body); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}
