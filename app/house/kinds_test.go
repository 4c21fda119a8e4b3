package house

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A new verb touches four places: its rule (and the row of its kind) in desk,
// its route with a handler, its part, the catalogues. What every reader needs
// to know of a kind stands in that row: nobody else names kinds, but these.
var namesKinds = []string{
	"app/notify/announce.go",     // who opened a ticket without a sign-in is welcomed
	"app/notify/mail_channel.go", // what a mail says of the four that have sentences of their own
	"app/web/ticket/state.go",    // was a message the last that everybody sees?
}

func TestNobodyElseNamesKinds(t *testing.T) {
	table, err := os.ReadFile("../desk/kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\w+) +Kind = "`).FindAllSubmatch(table, -1) {
		kinds = append(kinds, string(m[1]))
	}
	if len(kinds) < 10 {
		t.Fatalf("only %v", kinds)
	}
	for _, k := range kinds { // each has its row
		if !regexp.MustCompile(`(?m)^\t` + k + `: +\{(Public|StaffOnly),`).Match(table) {
			t.Errorf("%s has no row in kinds.go", k)
		}
	}
	named := regexp.MustCompile(`\bdesk\.(` + strings.Join(kinds, "|") + `)\b`)
	for _, file := range goFiles(t) {
		text, err := os.ReadFile("../../" + file)
		rig := strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "app/bench/")
		if err != nil || rig || slices.Contains(namesKinds, file) {
			continue
		}
		if name := named.Find(text); name != nil {
			t.Errorf("%s names %s: what differs between kinds stands in their rows", file, name)
		}
	}
}
