package figures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A table takes the place of the last one below its heading; what stands around it stays.
func TestKeep(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kept.md")
	keep := func(heading, cell string) string {
		t.Helper()
		if err := Keep(t.Context(), file, heading, []string{"WHAT", "FOUND"}, [][]string{{"kills", cell}}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if err := Keep(t.Context(), file, "x", nil, nil); err == nil {
		t.Error("a file that is not there was made")
	}
	if err := os.WriteFile(file, []byte("# Kept\nwords\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	keep("first", "1")
	keep("second", "2")
	text := keep("first", "3")
	for _, want := range []string{"# Kept\nwords\n\n## first\n", "\n\n| WHAT | FOUND |\n|---|---|\n| kills | 3 |\n\n## second\n", "| kills | 2 |\n"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q is not there once:\n%s", want, text)
		}
	}
	if strings.Contains(text, "| kills | 1 |") || strings.Count(text, "## ") != 2 {
		t.Errorf("the old table is left:\n%s", text)
	}
}
