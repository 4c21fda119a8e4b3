package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Bodies are read in one place, pages are rendered in one place, and the clock
// is the one that was given.
func TestOneWayToDoIt(t *testing.T) {
	rules := []struct {
		use     string
		only    []string
		because string
	}{
		{`\.(FormValue|MultipartForm|Body|BodyParser|FormFile|BodyRaw|SaveFile|RequestBodyStream|PostArgs|PostBody)\(`, []string{"form.go", "answers.go"}, "readForm reads bodies, within limits; answers.go weighs answers"},
		{`\bc\.(Render|Bind|Locals\([^)]*\bdata)\b`, nil, "render does not merge locals into the page"},
		{`\bc\.(IP|IPs|BaseURL|Hostname|Protocol|Secure|Subdomains|IsFromLocal)\(`, nil, "clients and proxies may invent them"},
		{`time\.Now\(\)`, []string{"body.go", "export.go", "linger.go"}, "the clock is Parts.Now; only the deadline of a connection is the machine's"},
		{`\bmath/rand\b|time\.Sleep`, []string{"devmail.go", "linger.go"}, "chance and waiting have no place in an answer"},
		{`database/sql|uptrace/bun`, nil, "web holds no SQL"},
		{`template\.HTML\(`, []string{"entries.go", "thread.go"}, "only what our own templates rendered is markup"},
	}
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) < 20 {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "//")
			for _, r := range rules {
				allowed := false
				for _, only := range r.only {
					allowed = allowed || only == file
				}
				if !allowed && regexp.MustCompile(r.use).MatchString(code) {
					t.Errorf("%s:%d %s: %s", file, n+1, strings.TrimSpace(code), r.because)
				}
			}
		}
	}
}
