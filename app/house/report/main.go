// Command report reads what `go test -json` says, of one run or of several, and
// tells it in short: a line for each package, everything about what failed, which
// tests took longest, and at last how many passed. It holds that green is silent:
// a package that passes and prints fails all the same. Each run whose output it
// does not see to the end is a line FAIL: `go test -json … || echo FAIL`.
//
// What a test proved by numbers it says as t.Attr("proof", "what | what was done | what was
// found"); -proof FILE keeps a table of these if all is well.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"hilo/app/bench/figures"
)

func main() {
	slowest := flag.Int("slowest", 20, "how many of the longest tests are named")
	proof := flag.String("proof", "", "the file that keeps what was proved")
	flag.Parse()
	r := &report{w: os.Stdout}
	if err := r.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	r.name(*slowest)
	if !r.green() {
		os.Exit(1)
	}
	if *proof == "" {
		return
	}
	if err := figures.Keep(context.Background(), *proof, "make proof", []string{"PROOF", "WHAT WAS DONE", "WHAT WAS FOUND"}, r.proofs); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

// event is what go test says (go doc test2json).
type event struct {
	Action, Package, Test, Output string
	Key, Value                    string // of t.Attr
	ImportPath                    string // of what does not build
	Elapsed                       float64
}

// line is one that a test wrote, or its package.
type line struct{ test, text string }

type took struct {
	seconds float64
	name    string
}

type report struct {
	w         io.Writer
	lines     map[string][]line          // of packages that still run
	fine      map[string]map[string]bool // of those: the tests that ended, and whether well
	took      []took
	proofs    [][]string
	tests     map[string]int // pass, fail, skip: tests, and those inside them
	packages  int
	bad, torn int // packages and runs that did not pass
}

func (r *report) read(in io.Reader) error {
	r.lines, r.fine, r.tests = map[string][]line{}, map[string]map[string]bool{}, map[string]int{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			r.other(lines.Text())
			continue
		}
		r.hear(e)
	}
	return lines.Err()
}

// other is what go test does not say as JSON.
func (r *report) other(text string) {
	if strings.HasPrefix(text, "FAIL") {
		r.torn++
	}
	fmt.Fprintln(r.w, text)
}

func (r *report) hear(e event) {
	switch {
	case e.Action == "output":
		r.lines[e.Package] = append(r.lines[e.Package], line{e.Test, e.Output})
	case e.Action == "attr" && e.Key == "proof":
		r.proofs = append(r.proofs, strings.Split(e.Value, " | "))
	case e.Action == "build-output":
		fmt.Fprint(r.w, e.Output)
	case e.Action != "pass" && e.Action != "fail" && e.Action != "skip":
	case e.Test == "":
		r.end(e)
	default:
		r.tests[e.Action]++
		if r.fine[e.Package] == nil {
			r.fine[e.Package] = map[string]bool{}
		}
		r.fine[e.Package][e.Test] = e.Action != "fail"
		if !strings.Contains(e.Test, "/") {
			r.took = append(r.took, took{e.Elapsed, e.Package + "." + e.Test})
		}
	}
}

// end tells how a package did.
func (r *report) end(e event) {
	r.packages++
	said, fine := r.lines[e.Package], r.fine[e.Package]
	delete(r.lines, e.Package)
	delete(r.fine, e.Package)
	if e.Action == "fail" {
		r.fail(said, fine)
		return
	}
	noise := 0
	for _, l := range said {
		switch {
		case strings.HasPrefix(l.text, "ok  "):
			fmt.Fprint(r.w, l.text)
		case !quiet(l.text):
			if noise++; noise <= 10 {
				fmt.Fprintf(r.w, "%s: %s", cmp.Or(l.test, e.Package), l.text)
			}
		}
	}
	if noise > 0 {
		r.bad++
		r.tests["fail"]++
		fmt.Fprintf(r.w, "FAIL\t%s\tpassed, but printed %d lines: tests are silent (app/logtest)\n", e.Package, noise)
	}
}

// fail tells all of a package but what passed in it. Where no test failed (it does
// not build, or ran out of time) the package itself counts as one.
func (r *report) fail(said []line, fine map[string]bool) {
	r.bad++
	known := false
	for _, l := range said {
		if well, ended := fine[l.test]; !well {
			known = known || ended
			fmt.Fprint(r.w, l.text)
		}
	}
	if !known {
		r.tests["fail"]++
	}
}

// green ends with how many passed, and tells whether all is well.
func (r *report) green() bool {
	fmt.Fprintf(r.w, "%d passed, %d failed, %d skipped\n", r.tests["pass"], r.tests["fail"], r.tests["skip"])
	return r.bad == 0 && r.torn == 0 && r.packages > 0 && len(r.lines) == 0
}

// quiet tells whether a line is go test's own, or a test's t.Log.
func quiet(text string) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	for _, own := range []string{"=== ", "--- ", "    ", "PASS", "?   ", "coverage:", "testing: warning: no tests to run"} {
		if strings.HasPrefix(text, own) {
			return true
		}
	}
	return false
}

// name lists the longest tests.
func (r *report) name(most int) {
	slices.SortFunc(r.took, func(a, b took) int { return cmp.Compare(b.seconds, a.seconds) })
	for _, t := range r.took[:min(most, len(r.took))] {
		fmt.Fprintf(r.w, "%7.2f s  %s\n", t.seconds, t.name)
	}
}
