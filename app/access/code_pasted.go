package access

import (
	"slices"
	"strings"
	"unicode"
)

// maxPasted is more than the longest mail of ours: all of it may be pasted.
const maxPasted = 4000

// shapes are the ways in which codes are shown: how many digits stand together.
var shapes = [][]int{{4, 4, 4}, {12}, {5, 5}, {10}, {4, 4}, {8}}

// digitRun is digits with nothing, blanks or dashes between them. Those that a
// comma, colon or the like glues together are a time, a date or an amount, and
// stay apart: 12:04, 28/11/2026.
type digitRun struct {
	groups []string
	glued  bool
	said   bool // words stand before it
}

// codesIn finds what can be a code in what people type, paste or dictate: 8, 10
// or 12 digits of any script. What looks as our mails show it wins over digits
// that were grouped otherwise, those over what is glued, and that over what signs
// part: in a whole mail there are times and dates.
func codesIn(typed string) []string {
	if len(typed) > maxPasted {
		return nil
	}
	runs := digitRuns(typed)
	if code := repeated(runs); code != "" {
		return []string{code}
	}
	for _, find := range []func(digitRun) []string{shaped, spaced, glued} {
		var found []string
		for _, run := range runs {
			for _, code := range find(run) {
				if !slices.Contains(found, code) {
					found = append(found, code)
				}
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return loose(runs)
}

// repeated is the code that was pasted twice or thrice, and nothing else.
func repeated(runs []digitRun) string {
	digits := ""
	for _, run := range runs {
		digits += strings.Join(run.groups, "")
	}
	for _, n := range []int{8, 10, 12} {
		for times := 2; times <= 3; times++ {
			if len(digits) == times*n && digits == strings.Repeat(digits[:n], times) {
				return digits[:n]
			}
		}
	}
	return ""
}

// loose finds codes whose groups are parted by any signs but words: (1234), (5678).
func loose(runs []digitRun) (found []string) {
	var all digitRun
	end := func() {
		for _, code := range spaced(all) {
			if !slices.Contains(found, code) {
				found = append(found, code)
			}
		}
		all = digitRun{}
	}
	for _, run := range runs {
		if run.said {
			end()
		}
		all = digitRun{groups: append(all.groups, run.groups...), glued: all.glued || run.glued}
	}
	end()
	return found
}

// shaped finds codes as they are shown: those of one shape that the whole run
// is made of, else from the left, the longest first.
func shaped(run digitRun) (found []string) {
	if run.glued {
		return nil
	}
	for _, shape := range shapes {
		for at := 0; fits(run.groups[at:], shape); at += len(shape) {
			found = append(found, strings.Join(run.groups[at:at+len(shape)], ""))
		}
		if len(found)*len(shape) == len(run.groups) {
			return found
		}
		found = nil
	}
	for at := 0; at < len(run.groups); {
		n := 1
		for _, shape := range shapes {
			if fits(run.groups[at:], shape) {
				n = len(shape)
				found = append(found, strings.Join(run.groups[at:at+n], ""))
				break
			}
		}
		at += n
	}
	return found
}

func fits(groups []string, shape []int) bool {
	if len(groups) < len(shape) {
		return false
	}
	for i, n := range shape {
		if len(groups[i]) != n {
			return false
		}
	}
	return true
}

func spaced(run digitRun) []string { return whole(run, false) }
func glued(run digitRun) []string  { return whole(run, true) }

func whole(run digitRun, glued bool) []string {
	code := strings.Join(run.groups, "")
	if n := len(code); run.glued != glued || n != 8 && n != 10 && n != 12 {
		return nil
	}
	return []string{code}
}

// digitRuns reads a text from the left.
func digitRuns(text string) (runs []digitRun) {
	var run digitRun
	var group, between []rune
	end := func() {
		if len(group) > 0 {
			run.groups = append(run.groups, string(group))
		}
		group = nil
	}
	flush := func() {
		if end(); len(run.groups) > 0 {
			runs = append(runs, run)
		}
		run = digitRun{said: slices.ContainsFunc(between, wordy)}
	}
	for _, r := range text {
		d, ok := digit(r)
		switch {
		case unsaid(r), r == '\u20e3': // the frame of a keycap: 7️⃣
			continue
		case !ok:
			between = append(between, r)
			continue
		case len(between) == 1 && gluing(between[0]) && 0 < len(group) && len(group) < 8:
			if len(run.groups) > 0 && !run.glued { // what stood before is apart
				runs, run = append(runs, run), digitRun{}
			}
			end()
			run.glued = true
		case slices.ContainsFunc(between, func(r rune) bool { return !parting(r) }) || len(between) > 0 && run.glued:
			flush()
		case len(between) > 0:
			end()
		}
		group, between = append(group, d), nil
	}
	flush()
	return runs
}

// parting are the signs that people put between the groups of a code.
func parting(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '−' }

// gluing are those without blanks that make one thing of the digits beside them.
func gluing(r rune) bool { return !parting(r) && !unicode.IsLetter(r) && !unicode.IsControl(r) }

// wordy are the signs over which no code goes on.
func wordy(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// digit is r as a common digit, whatever script it is of.
func digit(r rune) (rune, bool) {
	for _, table := range unicode.Nd.R16 {
		if rune(table.Lo) <= r && r <= rune(table.Hi) {
			return '0' + (r-rune(table.Lo))%10, true
		}
	}
	for _, table := range unicode.Nd.R32 {
		if rune(table.Lo) <= r && r <= rune(table.Hi) {
			return '0' + (r-rune(table.Lo))%10, true
		}
	}
	return 0, false
}
