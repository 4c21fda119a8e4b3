// Package htmltest holds markup, as the server sends it, to the HTML standard.
package htmltest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// modules is the folder with node_modules, seen from the packages of app.
const modules = "../e2e"

// Answers are pages, parts, events and mails, by what got them.
type Answers map[string]string

// Add keeps markup under a name; another of the same name stands beside it.
func (a Answers) Add(name, markup string) {
	key := name
	for i := 2; a[key] != "" && a[key] != markup; i++ {
		key = fmt.Sprintf("%s (%d)", name, i)
	}
	a[key] = markup
}

// fault is a place where markup is not what the standard wants.
type fault struct {
	File         string
	Line, Column int
	Rule, Why    string
}

// Kind is where answers are read: mail programs want other markup than browsers.
type Kind string

const (
	Web  Kind = "web"
	Mail Kind = "mail"
)

// Wrong tells where answers are not valid: what, where, and by which rule. Each
// fault is told once, with how many answers have it.
func Wrong(t *testing.T, kind Kind, answers Answers) []string {
	t.Helper()
	dir, names := t.TempDir(), map[string]string{}
	for name, markup := range answers {
		file := fmt.Sprintf("%04d.html", len(names))
		names[file] = name
		if err := os.WriteFile(filepath.Join(dir, file), []byte(markup), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	validate := exec.Command("node", "valid.mjs", string(kind), dir)
	validate.Dir, validate.Stderr = modules, os.Stderr
	out, err := validate.Output()
	if err != nil {
		t.Fatalf("node valid.mjs: %v (make browser installs what it needs)", err)
	}
	var said struct {
		Checked int
		Faults  []fault
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	if said.Checked != len(answers) {
		t.Errorf("checked %d answers of %d", said.Checked, len(answers))
	}
	where, shown := map[string][]string{}, map[string]string{}
	for _, f := range said.Faults {
		name := names[f.File]
		place := around(strings.Split(answers[name], "\n")[f.Line-1], f.Column)
		same := fmt.Sprintf("%s: %s: %s", f.Rule, f.Why, values.ReplaceAllString(place, "…"))
		where[same] = append(where[same], fmt.Sprintf("%s:%d", name, f.Line))
		shown[same] = fmt.Sprintf("%s: %s: %s", f.Rule, f.Why, place)
	}
	var lines []string
	for same, at := range where {
		slices.Sort(at)
		lines = append(lines, fmt.Sprintf("%3d× %s [%s]", len(at), shown[same], strings.Join(at[:min(len(at), 6)], ", ")))
	}
	slices.Sort(lines)
	return lines
}

// values are what makes two answers differ that have the same fault.
var values = regexp.MustCompile(`^[^<"]*"|"[^"]*"?|>[^<]*`)

// around is what stands at a column of a line.
func around(line string, column int) string {
	text := []rune(line)
	from := max(0, min(column-1, len(text))-40)
	return string(text[from:min(len(text), from+120)])
}
