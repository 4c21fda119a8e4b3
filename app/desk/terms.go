package desk

import (
	"slices"
	"strings"

	"hilo/db"
)

const (
	maxTerms = 10 // words of a search; those after them are not looked for
	maxWays  = 12 // in which one of them may be written
	minMixed = 10 // characters of an ID in whose middle a group begins with a letter
)

// term is one thing that a search asks for, and the ways in which it may have
// been written: all that one of them asks for stands in a ticket.
type term struct {
	text string
	ways [][]db.Sought
}

// plain tells whether the index alone says who has it.
func (t term) plain() bool { return len(t.ways) == 1 && t.ways[0][0].As == db.Beginning }

// or adds ways, each once.
func (t *term) or(ways ...[]db.Sought) {
	for _, way := range ways {
		same := func(other []db.Sought) bool { return slices.Equal(way, other) }
		if len(t.ways) < maxWays && !slices.ContainsFunc(t.ways, same) {
			t.ways = append(t.ways, way)
		}
	}
}

// termsOf are what a search asks for, all of it.
func termsOf(text string) (terms []term) {
	for chunks := fold(text); len(chunks) > 0; {
		n := idLength(chunks)
		for _, t := range spoken(chunks[:n]) {
			if !slices.ContainsFunc(terms, func(other term) bool { return other.text == t.text }) {
				terms = append(terms, t)
			}
		}
		chunks = chunks[n:]
	}
	return terms[:min(len(terms), maxTerms)]
}

// spoken are the terms of a chunk, or of those in which an ID was typed. Each
// word may stand for itself, or belong to what they are together.
func spoken(chunks []chunk) (terms []term) {
	if c := chunks[0]; c.run != "" {
		return []term{{c.run, [][]db.Sought{{{Text: cut(c.run), As: db.Part}}}}}
	} else if box := c.mailbox(); box != "" {
		return []term{{box, begins(box)}}
	}
	rows := idRows(chunks)
	if len(rows) > 0 && rows[0].to-rows[0].from == len(chunks) && spelled(chunks) {
		t := term{text: rows[0].text}
		t.or(written(t.text)...)
		return []term{t}
	}
	for i, c := range chunks {
		for _, word := range c.words {
			t := term{word, begins(word)}
			if len(c.words) == 1 {
				t.or(written(word)...)
			}
			if len(c.words) > 1 {
				t.or(written(c.whole())...)
			}
			for _, row := range rows {
				if row.from <= i && i < row.to {
					t.or(written(row.text)...)
				}
			}
			terms = append(terms, t)
		}
	}
	return terms
}

func begins(word string) [][]db.Sought { return [][]db.Sought{{{Text: word, As: db.Beginning}}} }

// idLength is how many of the chunks an ID in groups may take, from the first on.
func idLength(chunks []chunk) int {
	n := 1
	for i, c := range chunks {
		if !c.mayBeID() || i > 0 && !follows(chunks[i-1], c) {
			break
		}
		if digits(c.whole()) > 0 || n == i && i > 0 && signs(c.whole()) == 1 {
			n = i + 1
		}
	}
	return n
}

func (c chunk) mayBeID() bool {
	return c.run == "" && c.mailbox() == "" && (digits(c.whole()) > 0 || len(c.words) == 1 && signs(c.words[0]) <= 5 || c.quiet())
}

// quiet words are said before an ID, and between its groups.
func (c chunk) quiet() bool {
	return len(c.words) <= 2 && strings.Contains(quietWords, " "+c.whole()+" ")
}

const quietWords = " ticket tiquet caso case n no num numero number nr id ref referencia reference guion dash hyphen minus barra slash punto dot point underscore "

// follows tells whether an ID may go on with c: two words are none.
func follows(before, c chunk) bool {
	a, b := before.whole(), c.whole()
	return isDigit(a[len(a)-1]) || isDigit(b[0]) || digits(a) > 0 && digits(b) > 0 || before.quiet() || c.quiet() || signs(a) == 1 && signs(b) == 1
}

// spelled tells whether an ID was read aloud, sign by sign.
func spelled(chunks []chunk) bool {
	return len(chunks) >= minGroup && !slices.ContainsFunc(chunks, func(c chunk) bool { return signs(c.whole()) > 1 && !c.quiet() })
}

// idRow is what some of the chunks are together.
type idRow struct {
	from, to int
	text     string
}

// idRows are all chunks together, and those that begin or end the ID: on one
// side of it there may be another word.
func idRows(chunks []chunk) (rows []idRow) {
	add := func(from, to int) {
		text, mixed := "", false
		for _, c := range chunks[from:to] {
			if whole := c.whole(); !c.quiet() {
				mixed = mixed || text != "" && signs(whole) > 1 && !isDigit(whole[0])
				text += whole
			}
		}
		if n := signs(text); to-from > 1 && n >= minGroup && n <= maxWord && (!mixed || n >= minMixed) {
			rows = append(rows, idRow{from, to, text})
		}
	}
	add(0, len(chunks))
	for i := 1; i < len(chunks); i++ {
		add(i, len(chunks))
		add(0, i)
	}
	return rows
}
