package search

import (
	"strings"

	"golang.org/x/net/idna"
)

// PersonWords are those by which staff find the tickets of a person: the
// address as it is written and read, from each of its words on, and the names.
func PersonWords(email string, names ...string) []string {
	words := WordsOf(names...)
	if email == "" {
		return words
	}
	local, domain, _ := strings.Cut(email, "@")
	words = append(words, addressWords(local, domain)...)
	read, err := idna.ToUnicode(domain)
	switch {
	case err != nil || read == domain:
	case strings.IndexFunc(read, isUnspaced) >= 0:
		words = append(words, WordsOf(local+" "+read)...)
	default:
		words = append(words, addressWords(local, read)...)
	}
	return once(words)
}

func addressWords(local, domain string) (words []string) {
	rest := joined(bare(domain))
	words = append(words, cut(rest))
	var own []string
	for _, c := range fold(bare(local)) {
		own = append(own, c.words...)
	}
	for i := len(own) - 1; i >= 0; i-- {
		rest = own[i] + rest
		words = append(words, own[i], cut(rest))
	}
	return words
}
