package search

import (
	"slices"
	"strings"
)

// Run begins a word that any part of finds: a sentence of a script without
// blanks. It is kept as it is, and its pairs of signs lead to it.
const Run = "·"

// mostPairs are enough to find few; what is found is looked at as a whole.
const mostPairs = 8

// tokens are what the inverted index holds of words, each once.
func tokens(words []string) []string {
	var all []string
	for _, word := range words {
		if run, ok := strings.CutPrefix(word, Run); ok {
			all = append(all, Pairs(run)...)
		} else {
			all = append(all, word)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// runs are those of words, without their mark.
func runs(words []string) (all []string) {
	for _, word := range words {
		if run, ok := strings.CutPrefix(word, Run); ok {
			all = append(all, run)
		}
	}
	return all
}

// Pairs are all signs of a run, each with the next one; the last is alone.
func Pairs(run string) (all []string) {
	signs := []rune(run)
	for i := range signs {
		all = append(all, string(signs[i:min(i+2, len(signs))]))
	}
	return all
}

// cover are pairs that stand in every run that holds part, of two signs or more.
func cover(part string) (all []string) {
	whole := Pairs(part)
	whole = whole[:len(whole)-1]
	for i := 0; i < len(whole) && len(all) < mostPairs-1; i += 2 {
		all = append(all, whole[i])
	}
	return append(all, whole[len(whole)-1])
}
