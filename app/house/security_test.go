package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// cases is how many the table of attacks has.
const cases = 97

var (
	attack = regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]+) \| ([^|]*) \|$`)
	siege  = regexp.MustCompile(`(?m)^\| ([a-zA-Z][^|]+) \| ([^|]*) \|$`)
	named  = regexp.MustCompile("`([\\w/]+)\\.((?:Test|Fuzz)\\w+)(?:/([^`]+))?`")
)

// Every case of the table of attacks names tests that there are, or says why
// there is nothing to hold.
func TestEveryAttackIsHeld(t *testing.T) {
	tests := allTests(t)
	text, next := read(t, "docs/security.md"), 1
	costs := siege.FindAllStringSubmatch(text[strings.Index(text, "## What it costs"):], -1)
	if len(costs) < 10 {
		t.Errorf("%d attacks on what it costs", len(costs))
	}
	for _, m := range costs[min(1, len(costs)):] { // below its head
		for _, wrong := range unheld(m[2], tests) {
			t.Errorf("%s: %s", m[1], wrong)
		}
	}
	for _, m := range attack.FindAllStringSubmatch(text, -1) {
		if m[1] != strconv.Itoa(next) {
			t.Errorf("case %s follows case %d", m[1], next-1)
		}
		next++
		for _, wrong := range unheld(m[3], tests) {
			t.Errorf("case %s (%s): %s", m[1], m[2], wrong)
		}
	}
	if next != cases+1 {
		t.Errorf("%d cases", next-1)
	}
}

// unheld is what is wrong with the last cell of a case.
func unheld(cell string, tests map[string]string) (wrong []string) {
	found := named.FindAllStringSubmatch(cell, -1)
	why, unbuilt := strings.CutPrefix(cell, "not built: ")
	how, changed := strings.CutPrefix(cell, "changed: ")
	if len(found) == 0 && !unbuilt || unbuilt && len(why) < 5 || changed && !strings.HasPrefix(how, "by ") {
		wrong = append(wrong, "no test, and no reason: "+cell)
	}
	if left := strings.Count(cell, "`") / 2; !unbuilt && !changed && left != len(found) {
		wrong = append(wrong, "a name that is no test's: "+cell)
	}
	for _, m := range found {
		body, is := tests[m[1]+"."+m[2]]
		if !is || m[3] != "" && !strings.Contains(body, strconv.Quote(m[3])) {
			wrong = append(wrong, "there is no "+m[0])
		}
	}
	return wrong
}

// The table's rule sees what it is there for.
func TestRuleOfAttacks(t *testing.T) {
	tests := map[string]string{"app/web.TestA": "", "app.TestProgram": `{"killed", killed}`}
	for cell, held := range map[string]bool{
		"`app/web.TestA`": true, "`app.TestProgram/killed`, `app/web.TestA`": true, "not built: teams": true, "changed: by a rule; `app/web.TestA`": true,
		"": false, "some day": false, "not built: ": false, "changed: by a rule": false, "`app/web.TestB`": false, "`app/desk.TestA`": false, "`app.TestProgram/drowned`": false,
		"`app/web.TestA`, `app/web.testA`": false, "not built: teams, but `app/web.TestB`": false,
	} {
		if wrong := unheld(cell, tests); len(wrong) == 0 != held {
			t.Errorf("%q: %v", cell, wrong)
		}
	}
}

// allTests are the tests of the house by package and name, with their source.
func allTests(t *testing.T) map[string]string {
	t.Helper()
	all, files := map[string]string{}, token.NewFileSet()
	for _, file := range goFiles(t) {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		source := read(t, file)
		tree, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range tree.Decls {
			f, is := decl.(*ast.FuncDecl)
			if is && f.Recv == nil && (strings.HasPrefix(f.Name.Name, "Test") || strings.HasPrefix(f.Name.Name, "Fuzz")) {
				base := files.File(f.Pos())
				all[path.Dir(file)+"."+f.Name.Name] = source[base.Offset(f.Pos()):base.Offset(f.End())]
			}
		}
	}
	return all
}
