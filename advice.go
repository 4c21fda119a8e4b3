package main

import (
	"os"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// Kong's ways to say that a word or a setting is wrong, and ours.
var (
	strange  = regexp.MustCompile(`^unexpected argument (\S+)$`)
	words    = regexp.MustCompile(`^(unexpected|unknown|missing|expected one)`) // of the command line
	bySystem = regexp.MustCompile(`^--[\w-]+: (.*) \(from envar (\w+)=.*\)$`)
	plainer  = []struct {
		kongs *regexp.Regexp
		ours  string
	}{
		{regexp.MustCompile(`expected duration but got ("[^"]*").*`), `must be a time like 5m, not $1`},
		{regexp.MustCompile(`bool value must be .* but got (".*")`), `must be on or off, not $1`},
		{regexp.MustCompile(`expected a valid 64 bit int but got (".*")`), `must be a number, not $1`},
	}
)

// advise is an error of the command line as one sentence, with the word that may have
// been meant.
func advise(model *kong.Application, err error) string {
	said := bySystem.ReplaceAllString(err.Error(), "$2: $1")
	for _, p := range plainer {
		said = p.kongs.ReplaceAllString(said, p.ours)
	}
	if m := strange.FindStringSubmatch(said); m != nil {
		var commands []string
		for _, c := range model.Children {
			commands = append(commands, c.Name)
		}
		if meant := nearest(m[1], commands); meant != "" {
			return said + `, did you mean "` + meant + `"?`
		}
	}
	if words.MatchString(said) && !strings.Contains(said, "did you mean") {
		said += " (hilo help lists all)"
	}
	return said
}

// misspelled are settings of the environment that there are not, but nearly.
func misspelled(model *kong.Application) (lines []string) {
	known := settings(model.Node)
	for _, setting := range os.Environ() {
		name, _, _ := strings.Cut(setting, "=")
		if meant := nearest(name, known); strings.HasPrefix(name, "HILO_") && meant != "" && meant != name {
			lines = append(lines, name+" is no setting, did you mean "+meant+"?")
		}
	}
	return lines
}

// settings are the names of those that node and what is below it read.
func settings(node *kong.Node) (names []string) {
	for _, f := range node.Flags {
		names = append(names, f.Envs...)
	}
	for _, below := range node.Children {
		names = append(names, settings(below)...)
	}
	return names
}

// nearest is the one of all that word may have been meant for; "" for none.
func nearest(word string, all []string) (meant string) {
	best := 3 // more slips than that are another word
	for _, each := range all {
		if n := slips(word, each); n < best && n < len(each)/2 {
			best, meant = n, each
		}
	}
	return meant
}

// slips counts the letters that were left out, added, changed or swapped on the way from
// a to b (the distance of Damerau and Levenshtein, without overlaps).
func slips(a, b string) int {
	var last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], last[j-1]+1)
			}
		}
		last, row = row, next
	}
	return row[len(b)]
}
