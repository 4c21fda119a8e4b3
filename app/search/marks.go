package search

import (
	"slices"
	"strings"
)

// Span is a part of a text, in bytes.
type Span struct{ From, To int }

// Marks are the parts of a text that a query asks for, in their order; none touches another.
func (q Query) Marks(text string) []Span {
	if len(q.Terms) == 0 {
		return nil
	}
	spans, _ := q.in(bare(text))
	return align(text, spans)
}

// Lacks are the terms of a query that a text does not have, and how many bytes were
// looked at: of some signs a bare text has far more than were written.
func (q Query) Lacks(text string) (lacks Query, size int) {
	text = bare(text)
	_, lacks = q.in(text)
	return lacks, len(text)
}

// in are the places of a query in a bare text, and what it lacks.
func (q Query) in(text string) (spans []Span, lacks Query) {
	words := wordsIn(text)
	for _, term := range q.Terms {
		found := term.in(words)
		if len(found) == 0 {
			lacks.Terms = append(lacks.Terms, term)
		}
		spans = append(spans, found...)
	}
	return merged(spans), lacks
}

// in are the places of a term: of each way whose parts all stand among the words.
func (t Term) in(words []placed) (spans []Span) {
	for _, way := range t.Ways {
		var all []Span
		for _, sought := range way {
			found := sought.in(words)
			if all = append(all, found...); len(found) == 0 {
				all = nil
				break
			}
		}
		spans = append(spans, all...)
	}
	return spans
}

func (s Sought) in(words []placed) (spans []Span) {
	for _, w := range words {
		run, isRun := strings.CutPrefix(w.word, Run)
		switch {
		case isRun && s.As == Part:
			for at := 0; ; at += len(s.Text) {
				next := strings.Index(run[at:], s.Text)
				if next < 0 {
					break
				}
				at += next
				spans = append(spans, Span{w.From + at, w.From + at + len(s.Text)})
			}
		case w.word == s.Text, s.As == Beginning && strings.HasPrefix(w.word, s.Text):
			spans = append(spans, w.Span)
		}
	}
	return spans
}

// merged are spans in their order, those that overlap as one.
func merged(spans []Span) (all []Span) {
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	for _, s := range spans {
		if n := len(all); n > 0 && s.From <= all[n-1].To {
			all[n-1].To = max(all[n-1].To, s.To)
		} else {
			all = append(all, s)
		}
	}
	return all
}
