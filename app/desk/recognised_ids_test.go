package desk

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app/fault"
	"hilo/app/scan"
)

func TestReadIDs(t *testing.T) {
	const uuid = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	for _, tt := range []struct{ name, typed, want string }{
		{"nothing", "  ", ""},
		{"one that we do not know", "XK-77/2026", "XK-77/2026"},
		{"several, in any manner", "A-1001, B-2002;C-3003\n" + uuid, "A-1001|B-2002|C-3003|" + uuid},
		{"words around it", "la segunda es 998877", "998877"},
		{"words alone are kept", "no la encuentro", "no la encuentro"},
	} {
		if got := (Details{"transaction": tt.typed}).IDs(); strings.Join(got, "|") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	long := Details{"transaction": strings.Repeat("9", maxDetail+1), "time": " ", "other": "two\nlines"}
	if problems := long.Clean(); len(problems) != 1 || fault.Of(problems[0]).Key != "desk.detail.long" || fault.Of(problems[0]).Field != "want_transaction" || long.IDs() != nil {
		t.Error("too long, and taken", problems)
	}
	if _, there := long["time"]; there || long["other"] != "two lines" {
		t.Errorf("%q", long)
	}
}

// All that can be sent at once is looked at for IDs.
func TestAllIsScanned(t *testing.T) {
	if all := MaxBody + MaxSubject + len("\n"); all > scan.Longest {
		t.Errorf("%d characters can be sent, %d are looked at", all, scan.Longest)
	}
}

// Of a title with very many words the first are compared.
func TestLongTitles(t *testing.T) {
	var many strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&many, "palabra%d ", i)
	}
	if words := titleWords(many.String()); len(words) != similarWords || words[99] != "palabra99" {
		t.Errorf("%d words of a title", len(words))
	}
}
