package scan

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SecretKind is a kind of thing that nobody should ever send us.
type SecretKind string

// The kinds.
const (
	CardNumber SecretKind = "card"
	SeedPhrase SecretKind = "seed" // the words that open a wallet
	PrivateKey SecretKind = "key"
)

// Secret is a place in a text that looks like one: text[From:To].
type Secret struct {
	Kind     SecretKind
	From, To int
}

var (
	pemKey  = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)
	digest  = regexp.MustCompile(`[0-9A-Fa-fx]{60,}`) // where to look closer
	exactly = regexp.MustCompile(`^(?i:0x)?[0-9A-Fa-f]{64}$`)
	called  = regexp.MustCompile(`(?i)(?:key|clave|llave)[^\n]{0,30}$`)
)

// Secrets are the places of text that look like a card number, a seed
// phrase or a private key, in order. It may be wrong either way: it is there
// to warn, never to forbid.
func Secrets(text string) (found []Secret) {
	see := func(kind SecretKind, places [][]int) {
		for _, at := range places {
			found = append(found, Secret{kind, at[0], at[1]})
		}
		text = maskRanges(text, places)
	}
	see(PrivateKey, pemKey.FindAllStringIndex(text, -1))
	see(PrivateKey, hexKeys(text))
	see(SeedPhrase, seedPhrases(text))
	see(CardNumber, cardNumbers(text))
	slices.SortFunc(found, func(a, b Secret) int { return a.From - b.From })
	return found
}

// hexKeys are 64 hexadecimal digits that follow 0x or the word key. A hash that
// is said to be a transaction's is none.
func hexKeys(text string) (found [][]int) {
	for _, at := range digest.FindAllStringIndex(text, -1) {
		if !exactly.MatchString(text[at[0]:at[1]]) || !bounded(text, at[0], at[1]) {
			continue
		}
		before := text[max(0, at[0]-60):at[0]]
		zero := strings.ContainsAny(text[at[0]:at[0]+2], "xX") && !namedHash.MatchString(text[max(0, at[0]-60):at[1]])
		if zero || called.MatchString(before) {
			found = append(found, at)
		}
	}
	return found
}

// bounded tells whether no letter or digit touches text[from:to].
func bounded(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !word(before) && !word(after)
}

// Mask hides the secrets of a text: a card keeps its last four digits, all
// else becomes bullets.
func Mask(text string) string {
	for range 9 { // what is left may look like one more
		found := Secrets(text)
		if len(found) == 0 {
			break
		}
		var b strings.Builder
		at := 0
		for _, s := range found {
			b.WriteString(text[at:s.From] + s.Masked(text))
			at = s.To
		}
		text = b.String() + text[at:]
	}
	return text
}

// Masked is the secret of text as it may be shown.
func (s Secret) Masked(text string) string {
	if s.Kind != CardNumber {
		return "••••••••"
	}
	number, digits := []rune(text[s.From:s.To]), 0
	for i, r := range slices.Backward(number) {
		if unicode.IsDigit(r) {
			if digits++; digits > 4 {
				number[i] = '•'
			}
		}
	}
	return string(number)
}
