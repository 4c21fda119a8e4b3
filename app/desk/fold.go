package desk

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What a search looks at.
const (
	maxWord  = 64 // characters of a word; what follows is not compared
	maxTerms = 10 // words of a search; those after them are not looked for
)

// letters that have no accent to take off, but are typed without it.
var plain = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// Typed is what was typed to be searched for, without what nobody sees; "" is
// no search.
func Typed(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	if Blank(text) {
		return ""
	}
	letters := []rune(strings.TrimSpace(text))
	return string(letters[:min(len(letters), MaxSubject)])
}

// fold cuts text into words, without accents and in lower case: "¡Envío 84,90!"
// gives envio, 84, 90. What stands together is a word as a whole too (8490),
// so that an ID is found with its dashes and without.
func fold(text string, add func(parts []string, whole string)) {
	for _, chunk := range strings.Fields(norm.NFKD.String(text)) {
		parts := strings.FieldsFunc(chunk, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
		for i := range parts {
			parts[i] = bare(parts[i])
		}
		if parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" }); len(parts) > 0 {
			add(parts, strings.Join(parts, ""))
		}
	}
}

// bare is one word without marks and capitals.
func bare(word string) string {
	word = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
	return cut(plain.Replace(word))
}

func cut(word string) string {
	if r := []rune(word); len(r) > maxWord {
		return string(r[:maxWord])
	}
	return word
}

// wordsOf are the words by which texts are found, each once.
func wordsOf(texts ...string) []string {
	var words []string
	for _, text := range texts {
		fold(text, func(parts []string, whole string) {
			words = append(words, parts...)
			if len(parts) > 1 {
				words = append(words, cut(whole))
			}
		})
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// termsOf are the beginnings of words that a search asks for, all of them. A
// number typed in groups, "1234 5678", is asked for as one as well: number.
func termsOf(text string) (terms []string, number string) {
	digits := true
	fold(text, func(parts []string, whole string) {
		terms = append(terms, parts...)
		digits = digits && strings.Trim(whole, "0123456789") == ""
		number += whole
	})
	if !digits || len(terms) < 2 {
		number = ""
	}
	slices.Sort(terms)
	terms = slices.Compact(terms)
	return terms[:min(len(terms), maxTerms)], cut(number)
}
