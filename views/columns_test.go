package views

import (
	"os"
	"strings"
	"testing"
)

// What stands in columns, and what only has blanks in it.
func TestColumns(t *testing.T) {
	for name, want := range map[string]bool{"columns": true, "prose": false} {
		text, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for para := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n\n") {
			if columns(para) != want {
				t.Errorf("%s:\n%s", name, para)
			}
		}
	}
}
