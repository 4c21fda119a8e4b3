package views

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

// Line breaks between tags are for who reads the template; blanks within a line show.
func TestTrim(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"<ul>\n  <li>{{.A}}</li>\n</ul>\n", "<ul><li>{{.A}}</li></ul>"},
		{"<p>\n  {{.A}} <b>{{.B}}</b>\n</p>", "<p>{{.A}} <b>{{.B}}</b></p>"},
		{"<p>\n  {{.A}}{{\" \"}}\n  <b>{{.B}}</b>\n</p>", "<p>{{.A}}{{\" \"}}<b>{{.B}}</b></p>"},
		{"one\n  two", "one two"},
		{"<input id=\"a\"\n  {{if .B}}checked{{end}}\n  name=\"b\">", "<input id=\"a\" {{if .B}}checked{{end}} name=\"b\">"},
		{"<p title=\"a > b\n  c\">\n</p>", "<p title=\"a > b c\"></p>"},
		{"data-a=\"1\"\ndata-b=\"2\"\n", "data-a=\"1\" data-b=\"2\""},
		{"{{if\n  .A}}\n  x\n{{end}}", "{{if\n  .A}}x{{end}}"},
		{"<textarea>{{\"\\n\"}}{{.Body}}</textarea>", "<textarea>{{\"\\n\"}}{{.Body}}</textarea>"},
		{"{{", "{{"},
		{"", ""},
	} {
		if got := string(trim([]byte(tt.text))); got != tt.want {
			t.Errorf("trim(%q)\n  is   %q\n  want %q", tt.text, got, tt.want)
		}
	}
}

// From disk and from the program the same templates come.
func TestTemplatesFromDisk(t *testing.T) {
	inside, disk := New(""), New(".")
	for name, e := range map[string]interface{ Load() error }{"inside": inside, "disk": disk} {
		if err := e.Load(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	err := fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
		name, html := strings.CutSuffix(path, ".html")
		if err != nil || !html {
			return err
		}
		a, b := inside.Templates.Lookup(name), disk.Templates.Lookup(name)
		if a == nil || b == nil || a.Tree.Root.String() != b.Tree.Root.String() {
			return fmt.Errorf("%s differs", path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
