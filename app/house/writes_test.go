package house

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// pastWrite is what would take SQLite's one connection past those who wait for it.
var pastWrite = regexp.MustCompile(`\b(?:db|d)\.(?:New(?:Raw|Select|Insert|Update|Delete|Merge)|Exec(?:Context)|Query\w*|RunInTx|BeginTx)\(`)

// All that is written goes through db.Write or db.Exec, and so shares its commit; all
// that only looks uses db.Read.
func TestAllWritesQueue(t *testing.T) {
	for _, file := range goFiles(t) {
		if !strings.HasPrefix(file, "app/") || strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "app/bench/") || strings.HasPrefix(file, "app/sitetest/") {
			continue
		}
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			continue // deleted, not committed yet
		}
		for _, found := range pastWrite.FindAllString(string(text), -1) {
			t.Errorf("%s: %s…)", file, found)
		}
	}
}
