package scan

import (
	_ "embed"
	"regexp"
	"strings"
)

// leastSeed is the shortest seed phrase (BIP-39: 12 to 24 words).
const leastSeed = 12

//go:embed seedwords.txt
var seedList string // the 2,048 English words of BIP-39, which never change

var (
	seedWords = wordSet(strings.Fields(seedList))
	oneWord   = regexp.MustCompile(`\p{L}+`)
)

func wordSet(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, word := range list {
		set[word] = true
	}
	return set
}

// seedPhrases are runs of words of the list, whatever stands between them:
// commas, line ends, "7." before each.
func seedPhrases(text string) (found [][]int) {
	from, to, n := 0, 0, 0
	for _, at := range append(oneWord.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if seedWords[strings.ToLower(text[at[0]:at[1]])] && (n == 0 || at[0]-to <= 12) {
			if n++; n == 1 {
				from = at[0]
			}
			to = at[1]
			continue
		}
		if n >= leastSeed {
			found = append(found, []int{from, to})
		}
		n = 0
	}
	return found
}
