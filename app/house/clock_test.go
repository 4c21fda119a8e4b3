package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// realClocks are the files that need the machine's own time, and for what.
var realClocks = map[string]string{
	"app/clocktest/clocktest.go": "the one place",
	"app/notify/postbox_test.go": "TLS holds certificates against the machine's time",
	"app/files/files_test.go":    "times of files are the machine's",
	"app/files/sweep_test.go":    "times of files are the machine's",
	"app/files/settle_test.go":   "times of files are the machine's",
	"app/metrics/process.go":     "when this process began",
	"app/live/presence.go":       "seconds from now, never shown",
	"app/live/clock.go":          "seconds from now, never shown",
	"app/live/pipe.go":           "seconds from now, never shown",
	"app/live/streams.go":        "seconds from now, never shown",
	"app/storm_test.go":          "a process of its own",
	"app/kill_test.go":           "a process of its own",
}

// No test depends on today. The machine's clock is read by nobody but clocktest and
// what measures or sets a deadline; and whoever tests with clocktest's time, which is
// any day, names no date. Where the clock is the test's own, a date is as good as any.
func TestNobodyDependsOnToday(t *testing.T) {
	meets := map[string]bool{} // packages whose tests know what time it is
	for _, line := range goList(t, "-test", "-f", `{{if .ForTest}}{{.ForTest}} {{join .Deps " "}}{{end}}`, "hilo/...") {
		if words := strings.Fields(line); slices.Contains(words, "hilo/app/clocktest") {
			meets[strings.TrimPrefix(words[0], "hilo/")] = true
		}
	}
	for _, room := range []string{"app/web", "app/e2e", "app/sitetest"} {
		if !meets[room] {
			t.Errorf("the tests of %s do not know what time it is", room)
		}
	}
	for _, file := range goFiles(t) {
		if path.Dir(file) == "app/clocktest" || strings.HasPrefix(file, "app/bench/") {
			continue
		}
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			continue // deleted, not committed yet
		}
		test := strings.HasSuffix(file, "_test.go") || file == "app/sitetest/site.go"
		for _, what := range clocks(t, file, string(text), test && meets[path.Dir(file)]) {
			if realClocks[file] == "" || !strings.Contains(what, "clock") {
				t.Errorf("%s:%s", file, what)
			}
		}
	}
}

// The rule sees what it is there for.
func TestRuleOfClocks(t *testing.T) {
	for code, bad := range map[string]bool{
		`x := time.Now(); use(x)`:                                  true,
		`use(time.Now().Add(-time.Hour))`:                          true,
		`s.begun = time.Now()`:                                     true,
		`use(time.Date(2026, 11, 22, 0, 0, 0, 0, zone))`:           true,
		`use("1-20261122103100.123456-")`:                          true,
		`use("2026-11-19T17:48")`:                                  true,
		`use("19 de noviembre de 2026")`:                           true,
		`use("on 19 November")`:                                    true,
		`use("19/11/2026")`:                                        true,
		`use(time.Unix(1795000000, 0))`:                            true,
		`began := time.Now(); use(time.Since(began))`:              false,
		`for end := time.Now().Add(s); time.Now().Before(end); {}`: false,
		`conn.SetDeadline(time.Now().Add(s))`:                      false,
		`site := start(time.Now)`:                                  false, // a clock handed on; the site's is clocktest's
		`use(now.Format("2006-01-02"), "0-19990101000000-1", "XK-77/2026", "12345678")`: false,
		`use(time.Date(y, m, d, 17, 48, 0, 0, zone), time.Unix(0, 0))`:                  false,
	} {
		source := "package p\nfunc f() { " + code + " }"
		if got := clocks(t, "f_test.go", source, true); len(got) > 0 != bad {
			t.Errorf("%s: %v", code, got)
		}
	}
}

var dated = regexp.MustCompile(`\b20(0[7-9]|[1-9]\d)-?[01]\d-?[0-3]\d|\b\d{1,2}/\d{1,2}/20\d\d\b|(?i)\b\d{1,2} (de )?(enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|january|february|march|april|may|june|july|august|september|october|november|december)\b`)

// clocks finds readings of the machine's clock that are more than a stopwatch and,
// where the tests live on any day, dates.
func clocks(t *testing.T, file, source string, anyDay bool) (found []string) {
	t.Helper()
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	up := parents(tree)
	tell := func(n ast.Node, what string) {
		found = append(found, fmt.Sprintf("%d: %s", files.Position(n.Pos()).Line, what))
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch called := types.ExprString(n.Fun); {
			case called == "time.Now" && !stopwatch(n, up):
				tell(n, "reads the machine's clock: take the site's, or clocktest.Now")
			case anyDay && (called == "time.Date" || called == "time.Unix" || called == "time.UnixMilli") && thisCentury(n.Args[0]):
				tell(n, "a date, where the day is any")
			}
		case *ast.BasicLit:
			if anyDay && n.Kind == token.STRING && dated.MatchString(n.Value) {
				tell(n, "a date, where the day is any: "+n.Value)
			}
		}
		return true
	})
	return found
}

// thisCentury tells whether a number is a year, or a count of seconds, near ours.
func thisCentury(e ast.Expr) bool {
	lit, is := e.(*ast.BasicLit)
	return is && (len(lit.Value) == 4 && strings.HasPrefix(lit.Value, "20") || len(lit.Value) >= 10)
}

// goFiles are all Go files of the house, from its root.
func goFiles(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "-C", "../..", "ls-files", "-z", "*.go").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.Trim(string(out), "\x00"), "\x00")
}
