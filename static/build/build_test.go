package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"

	"hilo/app/logtest"
)

// ours is the build of our sources, made once for all tests that only read it.
var ours = sync.OnceValues(func() (dist string, err error) {
	if made, err = os.MkdirTemp("", "hilo-dist-"); err != nil {
		return "", err
	}
	return made, errors.Join(os.WriteFile(filepath.Join(made, "old-AAAAAAAA.js"), nil, 0o644), build("..", made))
})

var made string // where that is

func TestMain(m *testing.M) {
	code := logtest.Main(m)
	if made != "" {
		os.RemoveAll(made)
	}
	os.Exit(code)
}

// built is the folder of our build, and its addresses.
func built(t *testing.T) (dist string, urls map[string]string) {
	t.Helper()
	dist, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file(t, dist, "manifest.json"), &urls); err != nil {
		t.Fatal(err)
	}
	return dist, urls
}

// A page asks for few bytes, and every name leads to a file with both twins.
func TestBuildKeepsItsBudget(t *testing.T) {
	dist, urls := built(t)
	if _, err := os.Stat(filepath.Join(dist, "old-AAAAAAAA.js")); err == nil {
		t.Error("a file of an earlier build is left")
	}
	for name, most := range map[string]int{"app.js": 25 << 10, "app.css": 7850, "icons.svg": 2 << 10, "icon.svg": 1 << 10} {
		base, ok := strings.CutPrefix(urls[name], address)
		if !ok {
			t.Errorf("%s has no address: %v", name, urls)
			continue
		}
		body, gz, br := file(t, dist, base), file(t, dist, base+".gz"), file(t, dist, base+".br")
		within(t, name, len(gz), most)
		z, err := gzip.NewReader(bytes.NewReader(gz))
		if err != nil {
			t.Fatal(err)
		}
		same(t, base+".gz", z, body)
		same(t, base+".br", brotli.NewReader(bytes.NewReader(br)), body)
	}
}

// What the Content-Security-Policy forbids is not in the script: eval is named by
// htmx alone, for attributes that we never write.
func TestOwnScriptNeedsNoEval(t *testing.T) {
	paths, err := filepath.Glob("../src/*/*.js")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		source := string(file(t, "", path))
		for _, bad := range []string{"eval(", "new Function", "setAttribute(\"style\"", "hx-on", "insertAdjacentHTML"} {
			if strings.Contains(source, bad) {
				t.Errorf("%s has %s", path, bad)
			}
		}
	}
}

// Every icon is a symbol under its file's name, in well-formed XML.
func TestSpriteHoldsEveryIcon(t *testing.T) {
	dist := t.TempDir()
	url, err := sprite("../src/icons", dist)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Symbols []struct {
			ID      string `xml:"id,attr"`
			ViewBox string `xml:"viewBox,attr"`
			Drawing string `xml:",innerxml"`
		} `xml:"symbol"`
	}
	if err := xml.Unmarshal(file(t, dist, filepath.Base(url)), &got); err != nil {
		t.Fatal(err)
	}
	icons, _ := filepath.Glob("../src/icons/*.svg")
	if len(got.Symbols) != len(icons) || len(icons) == 0 {
		t.Fatalf("%d symbols of %d icons", len(got.Symbols), len(icons))
	}
	for i, s := range got.Symbols {
		if want := strings.TrimSuffix(filepath.Base(icons[i]), ".svg"); s.ID != want || s.ViewBox != "0 0 24 24" || s.Drawing == "" {
			t.Errorf("%s: %+v", want, s)
		}
	}
}

func TestSpriteRefusesWhatIsNoIcon(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "odd.svg"), []byte("<p>no</p>"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := sprite(dir, t.TempDir()); err == nil || !strings.Contains(err.Error(), "odd.svg") {
		t.Fatalf("got %v", err)
	}
}

// Without npm and without an earlier fetch the rest is built all the same.
func TestBuildWithoutNpm(t *testing.T) {
	root, dist := t.TempDir(), t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "src"), os.DirFS("../src")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "package-lock.json"), file(t, "..", "package-lock.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := build(root, dist); err != nil {
		t.Fatal(err)
	}
	manifest := string(file(t, dist, "manifest.json"))
	if strings.Contains(manifest, "app.js") || !strings.Contains(manifest, "app.css") || !strings.Contains(manifest, "icons.svg") {
		t.Fatal(manifest)
	}
}

func file(t *testing.T, dir, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func same(t *testing.T, name string, r io.Reader, want []byte) {
	t.Helper()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s unpacks to something else (%v)", name, err)
	}
}
