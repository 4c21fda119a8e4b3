package main

import (
	"os"
	"strings"
	"testing"

	"hilo/app"
)

// The number of this program is told in one place, and its changes begin with it.
func TestChangesBeginWithThisRelease(t *testing.T) {
	text, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	_, first, _ := strings.Cut(string(text), "\n## ")
	if number, _, _ := strings.Cut(first, "\n"); number != app.Release {
		t.Errorf("CHANGELOG.md begins with %q, this is %s", number, app.Release)
	}
}
