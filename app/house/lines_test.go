package house

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is how long a line of a template, a style sheet or a script may be.
const columns = 120

// blockTag begins what stands on a line of its own.
var blockTag = regexp.MustCompile(`<(html|head|body|main|header|footer|nav|section|article|aside|div|p|h1|h2|h3|ul|ol|li|` +
	`dl|dt|dd|form|fieldset|legend|table|caption|thead|tbody|tr|th|td|details|summary|option)[\s>{]`)

// What the front end is made of is read by people: no line goes on beyond the screen,
// and a template begins one block a line.
func TestLinesOfTheFrontEnd(t *testing.T) {
	seen := map[string]int{}
	look := func(path string, entry fs.DirEntry, err error) error {
		kind := filepath.Ext(path)
		if err != nil || entry.IsDir() || kind != ".html" && kind != ".css" && kind != ".js" {
			return err
		}
		text, err := os.ReadFile(path)
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if got := utf8.RuneCountInString(strings.TrimRight(line, "\n")); got > columns {
				t.Errorf("%s:%d has %d columns, at most %d", path, n, got, columns)
			}
			if tags := blockTag.FindAllString(line, -1); kind == ".html" && len(tags) > 1 {
				t.Errorf("%s:%d begins %d blocks", path, n, len(tags))
			}
		}
		seen[kind] += n
		return err
	}
	if err := errors.Join(filepath.WalkDir("../../views", look), filepath.WalkDir("../../static/src", look)); err != nil || len(seen) != 3 {
		t.Fatal(seen, err)
	}
}
