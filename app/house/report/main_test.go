package main

import (
	"fmt"
	"strings"
	"testing"
)

// Green is one line; what prints though it passes is told off; of what fails all
// is told that concerns it, also of what never ended. The last line counts.
func TestReport(t *testing.T) {
	const chatty = `{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: a word\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"NOISE"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":2}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t2.1s\n"}
{"Action":"pass","Package":"p","Elapsed":2.1}
`
	const proved = `{"Action":"attr","Package":"p","Test":"TestA","Key":"proof","Value":"kills | 20 of them | 0 lost"}
`
	const broken = `{"Action":"build-output","ImportPath":"q","Output":"does not build\n"}
{"Action":"output","Package":"q","Test":"TestB","Output":"    b_test.go:1: wrong\n"}
{"Action":"fail","Package":"q","Test":"TestB","Elapsed":1}
{"Action":"output","Package":"q","Test":"TestC","Output":"    c_test.go:1: fine\n"}
{"Action":"pass","Package":"q","Test":"TestC","Elapsed":1}
{"Action":"output","Package":"q","Output":"FAIL\tq\t1s\n"}
{"Action":"fail","Package":"q","Elapsed":1}
`
	const hangs = `{"Action":"output","Package":"r","Test":"TestD","Output":"panic: test timed out\n"}
{"Action":"output","Package":"r","Output":"FAIL\tr\t9s\n"}
{"Action":"fail","Package":"r","Elapsed":9}
FAIL
`
	for _, tt := range []struct {
		name, in, want string
		good           bool
	}{
		{"green", strings.Replace(chatty, "NOISE", `    b_test.go:1: more\n`, 1), "ok  \tp\t2.1s\n   2.00 s  p.TestA\n1 passed, 0 failed, 0 skipped\n", true},
		{"proved", proved + strings.Replace(chatty, "NOISE", "", 1), "ok  \tp\t2.1s\n   2.00 s  p.TestA\n1 passed, 0 failed, 0 skipped\n", true},
		{"noise", strings.Replace(chatty, "NOISE", `2026/11/28 ERROR handler panicked stack=\n`, 1), "TestA: 2026/11/28 ERROR handler panicked stack=\nok  \tp\t2.1s\nFAIL\tp\tpassed, but printed 1 lines: tests are silent (app/logtest)\n   2.00 s  p.TestA\n1 passed, 1 failed, 0 skipped\n", false},
		{"red", broken, "does not build\n    b_test.go:1: wrong\nFAIL\tq\t1s\n   1.00 s  q.TestB\n1 passed, 1 failed, 0 skipped\n", false},
		{"out of time", hangs, "panic: test timed out\nFAIL\tr\t9s\nFAIL\n0 passed, 1 failed, 0 skipped\n", false},
		{"cut off", strings.SplitAfterN(chatty, "\n", 2)[0], "0 passed, 0 failed, 0 skipped\n", false},
		{"two runs, one torn", strings.Replace(chatty, "NOISE", "", 1) + "FAIL\n", "ok  \tp\t2.1s\nFAIL\n   2.00 s  p.TestA\n1 passed, 0 failed, 0 skipped\n", false},
	} {
		var said strings.Builder
		r := &report{w: &said}
		if err := r.read(strings.NewReader(tt.in)); err != nil {
			t.Fatal(err)
		}
		r.name(1)
		if good := r.green(); said.String() != tt.want || good != tt.good {
			t.Errorf("%s: good is %v:\n%s", tt.name, good, said.String())
		}
		if proofs := fmt.Sprint(r.proofs); (proofs == "[[kills 20 of them 0 lost]]") != (tt.name == "proved") {
			t.Errorf("%s proves %s", tt.name, proofs)
		}
	}
}
