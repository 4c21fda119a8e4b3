package house

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is how long a line of a template may be.
const columns = 120

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
		}
		return lines.Err()
	})
	if err != nil || seen == 0 {
		t.Fatal(seen, err)
	}
}
