package house

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is how long a line of a template may be.
const columns = 120

// blockTag begins what stands on a line of its own.
var blockTag = regexp.MustCompile(`<(html|head|body|main|header|footer|nav|section|article|aside|div|p|h1|h2|h3|ul|ol|li|` +
	`dl|dt|dd|form|fieldset|legend|table|caption|thead|tbody|tr|th|td|details|summary|option)[\s>{]`)

// A template is read by people: one block tag a line, and no line goes on beyond the screen.
func TestLinesOfTemplates(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../../views", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for n := 1; lines.Scan(); n++ {
			seen++
			if got := utf8.RuneCountInString(lines.Text()); got > columns {
				t.Errorf("%s:%d has %d columns, at most %d", path, n, got, columns)
			}
			if tags := blockTag.FindAllString(lines.Text(), -1); len(tags) > 1 {
				t.Errorf("%s:%d begins %d blocks", path, n, len(tags))
			}
		}
		return lines.Err()
	})
	if err != nil || seen == 0 {
		t.Fatal(seen, err)
	}
}
