package scan

import (
	"slices"
	"strings"
	"unicode"
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

// Secrets are the places of text that look like a card number, a seed
// phrase or a private key, in order. It may be wrong either way: it is there
// to warn, never to forbid.
func Secrets(text string) []Secret { return secrets(text, false) }

// secrets are those of a text; named: what stands in it are IDs, so that a hash is no key.
func secrets(written string, named bool) (found []Secret) {
	r := read(written)
	text := r.text
	see := func(kind SecretKind, places [][]int) {
		for _, at := range r.places(places) {
			found = append(found, Secret{kind, at[0], at[1]})
		}
		text = maskRanges(text, places)
	}
	see(PrivateKey, pemKey.FindAllStringIndex(text, -1))
	see(PrivateKey, hexKeys(text, named))
	see(PrivateKey, coinKeys(text))
	see(SeedPhrase, seedPhrases(text))
	see(CardNumber, cardNumbers(text))
	slices.SortFunc(found, func(a, b Secret) int { return a.From - b.From })
	return found
}

// Mask hides the secrets of a text: a card keeps its last four digits, all
// else becomes bullets.
func Mask(text string) string { return mask(text, false) }

func mask(text string, named bool) string {
	for range 9 { // what is left may look like one more
		found := secrets(text, named)
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
