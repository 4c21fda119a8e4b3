// Package scan recognises things in what people write: transaction IDs, times,
// card numbers, keys, seed phrases. It is pure: it knows no ticket, no person and
// no page.
package scan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// usualIDs are what transaction IDs look like anywhere. Upper and lower case are
// the same; the one group of each is the ID. They are tried in turn, and what one
// has found the next do not see. Go reads them and, while somebody types, the
// browser (flags "iu"): keep to what both know, so no look-around.
var usualIDs = []string{
	`\b([0-9a-f]{64})\b`,
	`\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b`,
	`\b((?:[a-z]{1,4}-?)?\d{6,20})\b`,
}

// A hash after 0x is an ID unless it is a secret, which we know; the browser only
// takes one that words near it name.
const anyHash = `\b(0x[0-9a-f]{64})\b`

var namedHashes = []string{hashWords + `[\s\S]{0,60}?` + anyHash, anyHash + `.{0,30}?` + hashWords}

// IDs recognises transaction IDs.
type IDs struct {
	patterns []string
	compiled []*regexp.Regexp
}

// NewIDs recognises IDs as they look anywhere, and before those the installation's
// own. The error quotes the first pattern that is none, or has not one group.
func NewIDs(own ...string) (*IDs, error) {
	for _, p := range own {
		if compiled, err := regexp.Compile("(?i)" + p); err != nil {
			return nil, err
		} else if compiled.NumSubexp() != 1 {
			return nil, fmt.Errorf("%q needs one group, in parentheses, around the ID", p)
		}
	}
	return newIDs(own), nil
}

// UsualIDs recognises IDs of an installation that has none of its own.
func UsualIDs() *IDs { return newIDs(nil) }

func newIDs(own []string) *IDs {
	return &IDs{slices.Concat(own, namedHashes, usualIDs), compiled(slices.Concat(own, []string{anyHash}, usualIDs))}
}

// Patterns are what it recognises by, for the browser.
func (r *IDs) Patterns() []string { return slices.Clone(r.patterns) }

// In are the transaction IDs in a text, each once, in the order of the patterns.
// What looks like a secret is none.
func (r *IDs) In(text string) (ids []string) {
	text = legible(text)
	var secret [][]int
	for _, s := range Secrets(text) {
		secret = append(secret, []int{s.From, s.To})
	}
	text = maskRanges(text, secret)
	for _, p := range r.compiled {
		var at [][]int
		for _, m := range p.FindAllStringSubmatchIndex(text, -1) {
			ids, at = AddID(ids, text[m[2]:m[3]]), append(at, m[2:4])
		}
		text = maskRanges(text, at)
	}
	return ids
}

// MaxIDs are the most that anything names.
const MaxIDs = 10

// AddID adds an ID to others, unless it is there or there are enough.
func AddID(ids []string, id string) []string {
	same := func(other string) bool { return strings.EqualFold(other, id) }
	if id == "" || len(ids) == MaxIDs || slices.ContainsFunc(ids, same) {
		return ids
	}
	return append(ids, id)
}

func compiled(patterns []string) (all []*regexp.Regexp) {
	for _, p := range patterns {
		all = append(all, regexp.MustCompile("(?i)"+p))
	}
	return all
}

// Longest is how many characters of a text are looked at: to look closely at more
// would only cost time, as much as a stranger likes.
const Longest = 20_510

func legible(text string) string {
	n := 0
	for i := range text {
		if n++; n > Longest {
			return text[:i]
		}
	}
	return text
}

// maskRanges overwrites places with blanks, so that the others stay where they are.
func maskRanges(text string, places [][]int) string {
	if len(places) == 0 {
		return text
	}
	out := []byte(text)
	for _, at := range places {
		for i := at[0]; i < at[1]; i++ {
			out[i] = ' '
		}
	}
	return string(out)
}
