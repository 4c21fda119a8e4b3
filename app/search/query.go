package search

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

const (
	maxTerms = 10 // words of a search; those after them are not looked for
	maxWays  = 12 // in which one of them may be written
	minMixed = 10 // characters of an ID in whose middle a group begins with a letter
)

// Query is a text cut into what is looked for.
type Query struct {
	Terms []Term // all of them stand in a ticket
	Signs bool   // nothing but signs, which no word holds
}

// Term is one thing that a search asks for, and the ways in which it may have
// been written: all that one of them asks for stands in a ticket.
type Term struct {
	Ways [][]Sought
	text string
}

// Plain tells whether the index alone says who has it.
func (t Term) Plain() bool { return len(t.Ways) == 1 && t.Ways[0][0].As == Beginning }

// Parse cuts a text that was typed. Any text is a valid query.
func Parse(text string) Query {
	terms := termsOf(text)
	// Of terms that are equally rare the longest is taken.
	slices.SortStableFunc(terms, func(a, b Term) int { return signs(b.text) - signs(a.text) })
	return Query{terms, text != "" && len(terms) == 0}
}

// Where is a condition: the number in a column has all of the query, as far as
// staff or all may read. It looks at each number: for few of them.
func (x Index) Where(q Query, column string, staff bool) schema.QueryWithArgs {
	if q.Signs {
		return bun.SafeQuery("1 = 0")
	}
	all, args := []string{"?"}, []any{true}
	for _, term := range q.Terms {
		all, args = append(all, "?"), append(args, x.Holds(column, staff, term.Ways...))
	}
	return bun.SafeQuery(strings.Join(all, " AND "), args...)
}

// or adds ways, each once.
func (t *Term) or(ways ...[]Sought) {
	for _, way := range ways {
		same := func(other []Sought) bool { return slices.Equal(way, other) }
		if len(t.Ways) < maxWays && !slices.ContainsFunc(t.Ways, same) {
			t.Ways = append(t.Ways, way)
		}
	}
}

// termsOf are what a search asks for, all of it.
func termsOf(text string) (terms []Term) {
	for chunks := fold(bare(text)); len(chunks) > 0; {
		n := idLength(chunks)
		for _, t := range spoken(chunks[:n]) {
			if !slices.ContainsFunc(terms, func(other Term) bool { return other.text == t.text }) {
				terms = append(terms, t)
			}
		}
		chunks = chunks[n:]
	}
	return terms[:min(len(terms), maxTerms)]
}

// spoken are the terms of a chunk, or of those in which an ID was typed. Each
// word may stand for itself, or belong to what they are together.
func spoken(chunks []chunk) (terms []Term) {
	if c := chunks[0]; c.run != "" {
		return []Term{{[][]Sought{{{Text: cut(c.run), As: Part}}}, c.run}}
	} else if box := c.mailbox(); box != "" {
		return []Term{{Begins(box), box}}
	}
	rows := idRows(chunks)
	if len(rows) > 0 && rows[0].to-rows[0].from == len(chunks) && spelled(chunks) {
		t := Term{text: rows[0].text}
		t.or(written(t.text)...)
		return []Term{t}
	}
	for i, c := range chunks {
		for _, word := range c.words {
			t := Term{Begins(word), word}
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

// Begins asks for what begins with a word.
func Begins(word string) [][]Sought { return [][]Sought{{{Text: word, As: Beginning}}} }

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
