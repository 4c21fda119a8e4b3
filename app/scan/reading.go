package scan

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is a text as people read it: what is not seen is left out, and digits of
// any script and full-width signs are the common ones.
type reading struct {
	text     string
	from, to []int // where each byte of text begins and ends in what was written; nil: at the same places
}

func read(written string) reading {
	if strings.IndexFunc(written, odd) < 0 {
		return reading{text: written}
	}
	var r reading
	var b strings.Builder
	for i, sign := range written {
		end := i + 1
		if sign != utf8.RuneError {
			end = i + utf8.RuneLen(sign)
		}
		said := written[i:end]
		switch d, ok := digit(sign); {
		case ok:
			said = string(d)
		case '！' <= sign && sign <= '～':
			said = string(sign - '！' + '!')
		case unseen(sign):
			continue
		}
		b.WriteString(said)
		for range len(said) {
			r.from, r.to = append(r.from, i), append(r.to, end)
		}
	}
	r.text = b.String()
	return r
}

// places are where places of the reading are in what was written.
func (r reading) places(of [][]int) [][]int {
	if r.from == nil {
		return of
	}
	var all [][]int
	for _, at := range of {
		all = append(all, []int{r.from[at[0]], r.to[at[1]-1]})
	}
	return all
}

func odd(r rune) bool { return r > unicode.MaxASCII || unseen(r) }

// unseen are the signs that leave no trace on a screen, and the frame of a keycap (7️⃣).
func unseen(r rune) bool {
	return r == '\u20e3' || unicode.IsControl(r) && !unicode.IsSpace(r) ||
		unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// digit is r as a common digit, whatever script it is of.
func digit(r rune) (rune, bool) {
	if !unicode.IsDigit(r) {
		return 0, false
	}
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
