package db_test

import (
	"os"
	"strings"
	"testing"
)

// Each migration has a number of its own: of two with the same one, only one would be applied.
func TestMigrationsHaveNumbersOfTheirOwn(t *testing.T) {
	files, err := os.ReadDir("migrations")
	if err != nil || len(files) < 12 {
		t.Fatal(len(files), err)
	}
	seen := map[string]string{}
	for _, f := range files {
		number, _, _ := strings.Cut(f.Name(), "_")
		if other := seen[number]; other != "" {
			t.Errorf("%s and %s have the same number", other, f.Name())
		}
		seen[number] = f.Name()
	}
}
