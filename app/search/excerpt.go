package search

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Span is a part of a text, in bytes.
type Span struct{ From, To int }

// Marks are the parts of a text that a query asks for, in their order; none touches another.
func (q Query) Marks(text string) []Span {
	if len(q.Terms) == 0 {
		return nil
	}
	spans, _ := q.in(text)
	return align(text, spans)
}

// Lacks are the terms of a query that a text does not have.
func (q Query) Lacks(text string) Query {
	_, lacks := q.in(text)
	return lacks
}

// in are the places of a query in a text, once that is bare, and what it lacks.
func (q Query) in(text string) (spans []Span, lacks Query) {
	words := wordsIn(bare(text))
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

// align finds spans of the bare text in the text as it was written.
func align(text string, spans []Span) (all []Span) {
	var now Span
	for from, at := 0, 0; from < len(text) && len(spans) > 0; {
		n := norm.NFKD.NextBoundaryInString(text[from:], true)
		long := 1
		if n > 1 || text[from] >= 0x80 {
			long = len(bare(text[from : from+n]))
		}
		if at <= spans[0].From {
			now.From = from
		}
		from, at = from+n, at+long
		if at >= spans[0].To {
			now.To = from
			all, spans = append(all, now), spans[1:]
		}
	}
	return all
}

// Excerpt is the sentence of a text in which the first of what a query asks for
// stands: it begins with its first word, or a few words before that, and has at most
// so many characters. "" where the text has none.
func (q Query) Excerpt(text string, most int) string {
	spans, _ := q.in(text)
	spans = align(text, spans[:min(1, len(spans))])
	if len(spans) == 0 {
		return ""
	}
	from, to := sentence(text, spans[0])
	before, rest := []rune(text[from:spans[0].From]), []rune(text[spans[0].From:to])
	start, end := "", ""
	if len(before) > mostBefore {
		before = before[len(before)-mostBefore:]
		if blank := slices.IndexFunc(before, unicode.IsSpace); blank >= 0 {
			before = before[blank+1:]
		}
		start = "… "
	}
	if room := most - len(before) - len(start); len(rest) > room {
		rest, end = wholeWords(rest[:room-1]), "…"
	}
	return start + string(before) + string(rest) + end
}

// mostBefore is how many characters may stand before what was found: on a phone a
// line has not many more.
const mostBefore = 24

// wholeWords leaves the last word out, which may be cut.
func wholeWords(text []rune) []rune {
	for i := len(text) - 1; i > 0; i-- {
		if unicode.IsSpace(text[i]) {
			return text[:i]
		}
	}
	return text
}

// sentenceEnd is where another sentence may begin.
var sentenceEnd = regexp.MustCompile(`[.!?…]\s+|[。！？]`)

// sentence is where a line of a text, or what of it is a sentence, has a span.
func sentence(text string, s Span) (from, to int) {
	from, to = strings.LastIndexByte(text[:s.From], '\n')+1, len(text)
	if end := strings.IndexByte(text[s.To:], '\n'); end >= 0 {
		to = s.To + end
	}
	if all := sentenceEnd.FindAllStringIndex(text[from:s.From], -1); len(all) > 0 {
		from += all[len(all)-1][1]
	}
	if end := sentenceEnd.FindStringIndex(text[s.To:to]); end != nil {
		to = s.To + end[1]
	}
	return from, to
}
