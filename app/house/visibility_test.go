package house

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sights are conditions on who sees what, and the files that may spell them
// beside visibility.go: what they do there is no answer to that question.
var sights = []struct {
	what    *regexp.Regexp
	besides []string
}{
	{regexp.MustCompile(`proof (<>|NOT IN)|'denied'`), nil},
	{regexp.MustCompile(`\bProofDenied\b`), []string{
		"app/desk/person.go",    // names it
		"app/desk/ownership.go", // the answer that makes it so
	}},
	{regexp.MustCompile(`requester_id (=|<>) \?`), []string{
		"app/access/sign_in.go", // raises the proof of all that are theirs
		"app/desk/person.go",    // finds what to index by a new name
	}},
	{regexp.MustCompile(`\bkind NOT IN|Kind\.Public\)`), nil},
	{regexp.MustCompile(`\.Scope\b`), []string{"app/desk/actor.go"}},
	{regexp.MustCompile(`\bAtDesk bool|[=!]= (desk\.)?Admin\b`), []string{"app/desk/actor.go", "app/desk/person.go"}},
}

// Who sees a ticket or an entry is said in one file, for Go and for queries.
func TestOneFileSaysWhoSees(t *testing.T) {
	const home = "app/desk/visibility.go"
	found := make([]bool, len(sights))
	for _, file := range goFiles(t) {
		text, err := os.ReadFile("../../" + file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue // deleted, not committed yet
		}
		for i, s := range sights {
			spelled := s.what.Find(text)
			if spelled == nil {
				continue
			}
			found[i] = true
			if file != home && !slices.Contains(s.besides, file) {
				t.Errorf("%s says %q: who may see stands in %s", file, spelled, home)
			}
		}
	}
	if i := slices.Index(found, false); i >= 0 {
		t.Errorf("nothing says %s: is the test still about what there is?", sights[i].what)
	}
}
