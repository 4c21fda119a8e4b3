package main

import (
	"strings"
	"testing"
)

// Green is one line; what prints though it passes is told off; of what fails all
// is told that concerns it.
func TestReport(t *testing.T) {
	const chatty = `{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: a word\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"NOISE"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":2}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t2.1s\n"}
{"Action":"pass","Package":"p","Elapsed":2.1}
`
	const broken = `{"Action":"build-output","ImportPath":"q","Output":"does not build\n"}
{"Action":"output","Package":"q","Test":"TestB","Output":"    b_test.go:1: wrong\n"}
{"Action":"fail","Package":"q","Test":"TestB","Elapsed":1}
{"Action":"output","Package":"q","Test":"TestC","Output":"    c_test.go:1: fine\n"}
{"Action":"pass","Package":"q","Test":"TestC","Elapsed":1}
{"Action":"output","Package":"q","Output":"FAIL\tq\t1s\n"}
{"Action":"fail","Package":"q","Elapsed":1}
`
	for _, tt := range []struct {
		name, in, want string
		bad            int
	}{
		{"green", strings.Replace(chatty, "NOISE", `    b_test.go:1: more\n`, 1), "ok  \tp\t2.1s\n   2.00 s  p.TestA\n", 0},
		{"noise", strings.Replace(chatty, "NOISE", `2026/11/28 ERROR handler panicked stack=\n`, 1), "TestA: 2026/11/28 ERROR handler panicked stack=\nok  \tp\t2.1s\nFAIL\tp\tpassed, but printed 1 lines: tests are silent (app/logtest)\n   2.00 s  p.TestA\n", 1},
		{"red", broken, "does not build\n    b_test.go:1: wrong\nFAIL\tq\t1s\n   1.00 s  q.TestB\n", 1},
	} {
		var said strings.Builder
		r := &report{w: &said, lines: map[string][]line{}, failed: map[string]bool{}}
		if err := r.read(strings.NewReader(tt.in)); err != nil {
			t.Fatal(err)
		}
		r.name(1)
		if said.String() != tt.want || r.bad != tt.bad || r.packages != 1 {
			t.Errorf("%s: %d bad of %d:\n%s", tt.name, r.bad, r.packages, said.String())
		}
	}
}
