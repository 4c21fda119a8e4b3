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
	ownMost   = 8 << 10 // script of ours on a page, with gzip, without htmx
	sheetMost = 9000    // style of a page, with gzip
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
	weight := func(name string) int {
		base, ok := strings.CutPrefix(urls[name], address)
		if !ok {
			t.Fatalf("%s has no address: %v", name, urls)
		}
		return len(file(t, dist, base+".gz"))
	}
	own, style := ownScript(t), weight("app.css")
	for page, files := range map[string][2]string{
		"thread that asks": {"checklist.js"}, "list": {"list.js"}, "new": {"hints.js"}, "code": {"code.js"},
		"desk": {"list.js", "desk.css"}, "desk thread": {"typing.js", "desk.css"}, "settings": {"passkeys.js", "settings.css"}, "help": {"", "help.css"},
	} {
		script, sheet := own, style
		if files[0] != "" {
			script += weight(files[0])
		}
		if files[1] != "" {
			sheet += weight(files[1])
		}
		t.Logf("%s: %d B of script, %d B of style", page, script, sheet)
		if script > ownMost || sheet > sheetMost {
			t.Errorf("%s has %d B of our own script (at most %d) and %d B of style (at most %d)", page, script, ownMost, sheet, sheetMost)
		}
	}
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
