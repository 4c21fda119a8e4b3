package views

import (
	"regexp"
	"strings"
)

// What stands in columns needs a font of one width and lines that do not wrap; prose
// needs the contrary, also where somebody types two blanks. A message that waits is
// shown by static/src/thread/shapes.js: testdata holds both to one rule.
var (
	// gap parts two cells: a tab, or blanks that no sentence ends before.
	gap = regexp.MustCompile(`[^ \t] *\t[ \t]*|[^ \t.,;!?] {2,}`)
	bar = regexp.MustCompile(`\||\+-`)
	// bullet begins an item of a list, whatever stands behind it.
	bullet = regexp.MustCompile(`^[ \t]*(?:[-–—*+>#•·▪]|\w{1,3}[.)])[ \t]+`)

	// Every sign takes one place, and here one byte.
	likenesses = strings.NewReplacer("…", ".", "。", ".", "！", ".", "？", ".", "│", "|", "\u00a0", " ")
	others     = regexp.MustCompile(`[^\x00-\x7f]`)
)

// row is a line: where its cells begin, and as negative numbers where they end. All
// that follow a tab begin at 0, for the places of tabs are the reader's. The head of a
// table may leave the first cell out.
type row struct {
	marks map[int]bool
	head  bool
}

// columns tells whether at least half of a paragraph's lines, and two, are rows of a
// table with the line above or below.
func columns(para string) bool {
	var rows []row
	for line := range strings.SplitSeq(strings.Trim(para, "\n"), "\n") {
		rows = append(rows, rowOf(line))
	}
	n := 0
	for i, r := range rows {
		if i > 0 && r.fits(rows[i-1]) || i+1 < len(rows) && r.fits(rows[i+1]) {
			n++
		}
	}
	return n > 0 && 2*n >= len(rows)
}

func rowOf(line string) row {
	line = bullet.ReplaceAllLiteralString(strings.TrimRight(likenesses.Replace(line), " \t"), "")
	line = others.ReplaceAllLiteralString(line, "x")
	r := row{marks: map[int]bool{}}
	for _, at := range gap.FindAllStringIndex(line, -1) {
		if strings.Contains(line[at[0]:at[1]], "\t") {
			r.marks[0] = true
		} else {
			r.marks[-at[0]-1], r.marks[at[1]], r.marks[-len(line)] = true, true, true
		}
	}
	r.head = len(r.marks) > 0 && strings.HasPrefix(line, "  ")
	for _, at := range bar.FindAllStringIndex(line, -1) {
		r.marks[at[0]+1] = true
	}
	return r
}

// fits tells whether two rows share a place, or one is the other's head.
func (r row) fits(s row) bool {
	for mark := range r.marks {
		if s.marks[mark] {
			return true
		}
	}
	return len(r.marks) > 0 && len(s.marks) > 0 && (r.head || s.head)
}
