package views

import (
	"regexp"
	"strings"
)

// What stands between two lines of ``` is code; one word behind the first names its
// language, and stays in sight. A fence that nobody closes, or with nothing in it, is text
// like any other.
// A message that waits is shown by static/src/thread/shapes.js: testdata/fences.txt
// holds both to one rule.
var (
	fence  = regexp.MustCompile("^ {0,3}(`{3,})[ \t]*([\\w.+#-]*)[ \t]*$")
	fenced = regexp.MustCompile("^ {0,3}(`{3,})[ \t]*$")
	beside = regexp.MustCompile(`^\s*\n|\s+$`) // the words before and behind code
)

// block is a part of a text: code, or the words before and behind it.
type block struct {
	text, language string
	code           bool
}

// blocks parts a text at its fences.
func blocks(text string) (parts []block) {
	if !strings.Contains(text, "```") {
		return []block{{text: text}}
	}
	lines := strings.Split(text, "\n")
	plain, open := 0, len(text)+1 // no fence as long as that has an end: each is looked for once
	for i := 0; i < len(lines); i++ {
		m := fence.FindStringSubmatch(lines[i])
		if m == nil || len(m[1]) >= open {
			continue
		}
		end := fenceEnd(lines, i+1, len(m[1]))
		if end < 0 {
			open = len(m[1])
			continue
		}
		if code := strings.Join(lines[i+1:end], "\n"); strings.TrimSpace(code) != "" {
			parts = append(parts, words(lines[plain:i])...)
			parts = append(parts, block{code, m[2], true})
			plain = end + 1
		}
		i = end
	}
	return append(parts, words(lines[plain:])...)
}

// fenceEnd is the line that ends a fence of so many signs; -1 is none.
func fenceEnd(lines []string, from, signs int) int {
	for i := from; i < len(lines); i++ {
		if m := fenced.FindStringSubmatch(lines[i]); m != nil && len(m[1]) >= signs {
			return i
		}
	}
	return -1
}

// words are the lines before, between or behind code; the empty ones beside it go.
func words(lines []string) []block {
	text := beside.ReplaceAllLiteralString(strings.Join(lines, "\n"), "")
	if text == "" {
		return nil
	}
	return []block{{text: text}}
}
