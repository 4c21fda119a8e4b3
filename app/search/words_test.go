package search

import (
	"strings"
	"testing"
)

// A long row of numbers is a table: it costs no more for each of them the longer it is.
func TestRowsOfNumbersAreCheap(t *testing.T) {
	chunks := fold(strings.Repeat("7 ", 10_000))
	if n := testing.AllocsPerRun(1, func() { grouped(chunks) }); n > 1000 {
		t.Errorf("%.0f pieces of memory", n)
	}
}
