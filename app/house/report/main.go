// Command report reads what `go test -json` says and tells it in short: a line for
// each package, everything about what failed, and which tests took longest. It
// holds that green is silent: a package that passes and prints fails all the same.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	slowest := flag.Int("slowest", 20, "how many of the longest tests are named")
	flag.Parse()
	r := &report{w: os.Stdout, lines: map[string][]line{}, failed: map[string]bool{}}
	if err := r.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	r.name(*slowest)
	if r.bad > 0 || r.packages == 0 {
		os.Exit(1)
	}
}

// event is what go test says (go doc test2json).
type event struct {
	Action, Package, Test, Output string
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
	w             io.Writer
	lines         map[string][]line // of packages that still run
	failed        map[string]bool   // "package test"
	took          []took
	packages, bad int
}

func (r *report) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(r.w, lines.Text())
			continue
		}
		r.hear(e)
	}
	return lines.Err()
}

func (r *report) hear(e event) {
	switch {
	case e.Action == "output":
		r.lines[e.Package] = append(r.lines[e.Package], line{e.Test, e.Output})
	case e.Action == "build-output":
		fmt.Fprint(r.w, e.Output)
	case e.Action != "pass" && e.Action != "fail" && e.Action != "skip":
	case e.Test == "":
		r.end(e)
	default:
		if e.Action == "fail" {
			r.failed[e.Package+" "+e.Test] = true
		}
		if !strings.Contains(e.Test, "/") {
			r.took = append(r.took, took{e.Elapsed, e.Package + "." + e.Test})
		}
	}
}

// end tells how a package did.
func (r *report) end(e event) {
	r.packages++
	said := r.lines[e.Package]
	delete(r.lines, e.Package)
	if e.Action == "fail" {
		r.bad++
		for _, l := range said {
			if l.test == "" || r.failed[e.Package+" "+l.test] {
				fmt.Fprint(r.w, l.text)
			}
		}
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
		fmt.Fprintf(r.w, "FAIL\t%s\tpassed, but printed %d lines: tests are silent (app/logtest)\n", e.Package, noise)
	}
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
