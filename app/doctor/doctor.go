// Package doctor looks at an installation from outside, as its operator and its people do: the
// machine, its folders, and what becomes of a request on its way through the public address.
// It writes nothing, and tells in a sentence what to do.
package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Result is how a check went.
type Result string

// Sound is as it should be. What to Fix is wrong whoever looks. What was NotChecked may be
// either: something is missing to know.
const (
	Sound      Result = "ok"
	Fix        Result = "fix"
	NotChecked Result = "not checked"
)

// Line is a check and what came of it.
type Line struct {
	Check  string `json:"check"`
	Result Result `json:"result"`
	Says   string `json:"says"`
}

// OK says that all is well, and what was seen.
func OK(format string, args ...any) Line { return Line{"", Sound, fmt.Sprintf(format, args...)} }

// ToFix says what to do.
func ToFix(format string, args ...any) Line { return Line{"", Fix, fmt.Sprintf(format, args...)} }

// Skip says why nothing is known.
func Skip(format string, args ...any) Line { return Line{"", NotChecked, fmt.Sprintf(format, args...)} }

// Of is l as what a check came to.
func (l Line) Of(check string) Line {
	l.Check = check
	return l
}

// Within is l, unless ctx is over: then what is to fix may only be that.
func (l Line) Within(ctx context.Context) Line {
	if ctx.Err() != nil && l.Result == Fix {
		return Skip("it found no end in time")
	}
	return l
}

// Report is all lines, in the order in which they are read.
type Report []Line

// Fixes is how many say what to fix.
func (r Report) Fixes() (n int) {
	for _, l := range r {
		if l.Result == Fix {
			n++
		}
	}
	return n
}

// String is r as people read it.
func (r Report) String() string {
	var b strings.Builder
	for _, l := range r {
		fmt.Fprintf(&b, "%-12s %s: %s\n", l.Result, l.Check, strings.Map(shown, l.Says))
	}
	return b.String()
}

// shown keeps what others said from doing something to a terminal.
func shown(r rune) rune {
	if unicode.IsControl(r) {
		return '\ufffd'
	}
	return r
}

// Check is one that takes a while, or may not end by itself.
type Check struct {
	Name string
	Do   func(context.Context) Line
}

// All does checks side by side. One that has no end when ctx has is not checked.
func All(ctx context.Context, checks ...Check) (r Report) {
	var begun []<-chan Report
	for _, c := range checks {
		begun = append(begun, Begin(ctx, func(ctx context.Context) Report { return Report{c.Do(ctx).Within(ctx).Of(c.Name)} }, c.Name))
	}
	for _, end := range begun {
		r = append(r, <-end...)
	}
	return r
}

// grace is how long what ends with its context may take for that.
const grace = time.Second

// Begin does what has these lines. Where it has no end when ctx has, they are not checked: the
// system itself may never answer, as for a disk that is away.
func Begin(ctx context.Context, do func(context.Context) Report, lines ...string) <-chan Report {
	done, end := make(chan Report, 1), make(chan Report, 1)
	go func() { done <- do(ctx) }()
	go func() {
		select {
		case r := <-done:
			end <- r
			return
		case <-ctx.Done():
		}
		select {
		case r := <-done:
			end <- r
		case <-time.After(grace):
			var r Report
			for _, name := range lines {
				r = append(r, Skip("it found no end in time").Of(name))
			}
			end <- r
		}
	}()
	return end
}
