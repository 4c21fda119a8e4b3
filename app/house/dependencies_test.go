package house

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	required = regexp.MustCompile(`(?m)^(?:require |tool |\t)([\w.-]+\.[\w.-]+/\S+)( v\S+)?$`)
	row      = regexp.MustCompile(`(?m)^\| ([^|\s]+) \|(.*)\|$`)
)

// What we stand on has a row that says what for and why, and only that has one.
func TestEveryDependencyIsExplained(t *testing.T) {
	needed := map[string]bool{}
	for _, file := range []string{"go.mod", "packaging/go.mod", "app/s3test/versitygw/go.mod"} {
		for _, m := range required.FindAllStringSubmatch(read(t, file), -1) { // lines with a comment are indirect
			module, _, _ := strings.Cut(m[1], "/cmd/")
			needed[module] = true
		}
	}
	for _, file := range []string{"static/package.json", "app/e2e/package.json"} {
		var named struct{ Dependencies, DevDependencies map[string]string }
		if err := json.Unmarshal([]byte(read(t, file)), &named); err != nil {
			t.Fatal(err)
		}
		for _, some := range []map[string]string{named.Dependencies, named.DevDependencies} {
			for name := range some {
				needed[name] = true
			}
		}
	}
	if len(needed) < 25 || !needed["htmx.org"] || !needed["honnef.co/go/tools"] {
		t.Fatalf("read wrong: %v", needed)
	}
	told := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(read(t, "docs/dependencies.md"), -1) {
		if m[1] == "module" || strings.HasPrefix(m[1], "---") {
			continue
		}
		cells := strings.Split(m[2], "|")
		if told[m[1]] || !needed[m[1]] || len(cells) != 4 {
			t.Errorf("docs/dependencies.md: %s is told twice, not needed, or lacks a cell", m[1])
		}
		for _, cell := range cells {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("docs/dependencies.md: an empty cell of %s", m[1])
			}
		}
		told[m[1]] = true
	}
	for name := range needed {
		if !told[name] {
			t.Errorf("docs/dependencies.md does not tell what %s is for", name)
		}
	}
}

// read is a file of the house.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
