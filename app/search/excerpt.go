package search

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Excerpt is the sentence of a text in which the first of what a query asks for
// stands: it begins with its first word, or a few words before that, and has at most
// so many characters. "" where the text has none.
func (q Query) Excerpt(text string, most int) string {
	spans, _ := q.in(bare(text))
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
