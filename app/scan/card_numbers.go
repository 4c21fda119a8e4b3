package scan

import (
	"regexp"
	"unicode"
	"unicode/utf8"
)

var (
	digitRuns   = regexp.MustCompile(`\d+(?:[\s\p{Z}\p{Pd}−._/·,()\[\]]{1,4}\d+)*`)
	digitGroups = regexp.MustCompile(`\d+`)
)

// cardSizes are the lengths of card numbers (ISO/IEC 7812), the usual first.
func cardSizes() []int { return []int{16, 15, 14, 13, 19, 18, 17, 12} }

// cardNumbers are the places of digits that a card could have: as a network numbers
// its cards, passing Luhn's test, together or in groups as on a card.
func cardNumbers(text string) (found [][]int) {
	for _, run := range digitRuns.FindAllStringIndex(text, -1) {
		groups := digitGroups.FindAllStringIndex(text[run[0]:run[1]], -1)
		for _, g := range groups {
			g[0], g[1] = g[0]+run[0], g[1]+run[0]
		}
		if before, _ := utf8.DecodeLastRuneInString(text[:run[0]]); unicode.IsLetter(before) {
			if groups[0][1]-groups[0][0] == 2 {
				continue // an IBAN in groups
			}
			groups = groups[1:] // the end of a word like REF123
		}
		if after, _ := utf8.DecodeRuneInString(text[run[1]:]); unicode.IsLetter(after) && len(groups) > 0 {
			groups = groups[:len(groups)-1]
		}
		for len(groups) > 0 {
			n := cardGroups(text, groups)
			if n > 0 {
				found = append(found, []int{groups[0][0], groups[n-1][1]})
			}
			groups = groups[max(n, 1):]
		}
	}
	return found
}

// cardGroups tells how many of the first groups make a card number; 0 for none.
func cardGroups(text string, groups [][]int) int {
	for _, size := range cardSizes() {
		var digits []byte
		for n, g := range groups {
			if digits = append(digits, text[g[0]:g[1]]...); len(digits) > size {
				break
			}
			if len(digits) == size && cardShape(groups[:n+1]) && issued(digits) && luhn(digits) {
				return n + 1
			}
		}
	}
	return 0
}

// cardShape tells groups of a card (4-4-4-4, 4-6-5, one digit at a time) from
// telephone numbers and dates in a row.
func cardShape(groups [][]int) bool {
	size := func(i int) int { return groups[i][1] - groups[i][0] }
	first, last := size(0), len(groups)-1
	for i := 1; i <= last; i++ {
		even := first != 3 && first <= 5 && (size(i) == first || i == last && size(i) < first)
		printed := first == 4 && (size(i) >= 3 && size(i) <= 6 || i == last && size(i) < 6)
		if !even && !printed {
			return false
		}
	}
	return true
}

// luhn is the check of ISO/IEC 7812-1, annex B.
func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}
