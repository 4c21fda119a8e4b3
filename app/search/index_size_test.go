package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// What finds scripts without blanks, and IDs in groups, adds less than a tenth
// to what is indexed of all others, of prose and of messages full of numbers.
func TestIndexStaysSmall(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	words := strings.Fields("hola buenos días ayer pagué con la tarjeta y me lo cobraron dos veces en el banco no veo el pedido el importe sigue retenido hello my payment failed twice and the order is still pending could you please check the transfer thank you")
	kinds := map[string]func() string{
		"prose": func() string { return "" },
		"amounts": func() string {
			return fmt.Sprintf("%d,%02d € el 2026-11-%02d a las %02d:%02d", 10+dice.IntN(90), dice.IntN(100), 1+dice.IntN(28), dice.IntN(24), dice.IntN(60))
		},
		"ids": func() string {
			return fmt.Sprintf("TX-%d y 7c9e6679-7425-40de-944b-%012x", dice.IntN(1e6), dice.IntN(1e12))
		},
		"phones": func() string {
			return fmt.Sprintf("+34 6%02d %03d %03d", dice.IntN(100), dice.IntN(1000), dice.IntN(1000))
		},
		"logs": func() string {
			return fmt.Sprintf("2026-11-22 10:31:%02d.%03d ERROR [main] pay.Service - code=%d id=%d\nMem:  7964   3214", dice.IntN(60), dice.IntN(1000), dice.IntN(600), dice.IntN(1e6))
		},
		"mails": func() string { return fmt.Sprintf("ana%d@example.com", dice.IntN(1000)) },
	}
	before, after := 0, 0
	for name, kind := range kinds {
		was, is := 0, 0
		for range 200 {
			text := kind()
			for range 40 {
				text += " " + words[dice.IntN(len(words))]
			}
			is += size(WordsOf(text))
			was += size(plainWords(text))
		}
		t.Logf("%s: %+.1f %%", name, 100*(float64(is)/float64(was)-1))
		before, after = before+was, after+is
	}
	if growth := float64(after)/float64(before) - 1; growth > 0.1 {
		t.Errorf("the index is %.1f %% larger", 100*growth)
	}
}

func size(words []string) (n int) {
	for _, word := range words {
		n += len(word) + 1
	}
	return n
}

// plainWords are words as they stand, and what stands together.
func plainWords(text string) (words []string) {
	for _, c := range fold(text) {
		if words = append(words, c.words...); len(c.words) > 1 {
			words = append(words, c.whole())
		}
	}
	return once(words)
}
