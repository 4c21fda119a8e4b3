package search

import "golang.org/x/text/unicode/norm"

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
