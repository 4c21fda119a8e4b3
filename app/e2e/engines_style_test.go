package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// dropped are the declarations that an engine does not know, where the page is right
// without them.
var dropped = map[string][]string{
	"Chromium": {"navigation: auto"}, // of @view-transition, which is no property
	"Firefox":  {"navigation: auto", "-webkit-tap-highlight-color: transparent", "-webkit-text-size-adjust: 100%", "text-size-adjust: 100%", "text-wrap: pretty"},
	"WebKit":   {"navigation: auto", "scrollbar-color: var(--edge) transparent", "-webkit-text-size-adjust: 100%", "text-size-adjust: 100%", "field-sizing: content", "forced-color-adjust: none", "user-select: all", "user-select: none"},
}

// No engine drops a word of the style that it would look wrong without: an
// underline that has a thickness in the same breath was no underline in WebKit.
func TestStyleEverywhere(t *testing.T) {
	sheets, err := filepath.Glob("../../static/dist/*.css")
	if err != nil || len(sheets) < 5 {
		t.Fatalf("%d sheets (%v): run go generate ./static", len(sheets), err)
	}
	everywhere(t, desktop, func(x *somebody) {
		x.open("/sign-in")
		for _, sheet := range sheets {
			text, err := os.ReadFile(sheet)
			x.run(sheet, err)
			var unknown []string
			x.run(sheet, x.Eval(`[...`+strconv.Quote(string(text))+`.matchAll(/[{;]\s*([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g)]
				.filter(([, name, value]) => !name.startsWith("--") && !CSS.supports(name, value.replace("!important", "").trim()))
				.map(([, name, value]) => name + ": " + value.trim())`, &unknown))
			for _, each := range unknown {
				if !slices.Contains(dropped[x.engine], each) {
					x.t.Errorf("%s drops %s (%s)", x.engine, each, filepath.Base(sheet))
				}
			}
		}
	})
}
