package search

import "strings"

const (
	maxRun   = 256 // signs of a run that are kept in one piece
	minGroup = 4   // an ID in groups has so many characters at least,
	maxGroup = 34  // and no more: longer rows of numbers are tables
)

// WordsOf are the words by which texts are found, each once.
func WordsOf(texts ...string) []string {
	var words []string
	for _, text := range texts {
		for _, w := range wordsIn(bare(text)) {
			words = append(words, w.word)
		}
	}
	return once(words)
}

// placed is a word by which a text is found, and where it stands in the bare text.
type placed struct {
	word string
	Span
}

// wordsIn are all words by which a bare text is found.
func wordsIn(text string) (words []placed) {
	chunks := fold(text)
	for _, c := range chunks {
		for i, word := range c.words {
			words = append(words, placed{word, c.spans[i]})
		}
		if len(c.words) > 1 {
			words = append(words, placed{c.whole(), c.span()})
		}
		words = append(append(words, c.pieces()...), c.inner()...)
		if n := len(c.last); n >= minEnded && digits(c.last) > 2 && signs(c.last) == n {
			words = append(words, placed{ending(c.last[max(0, n-maxEnding):]), c.spans[len(c.spans)-1]})
		}
	}
	return append(words, grouped(chunks)...)
}

// pieces are a run as it is kept: a long one in pieces that overlap by as much
// as a search asks for.
func (c chunk) pieces() (all []placed) {
	for at, signs := 0, []rune(c.run); len(signs) > 0; {
		piece := string(signs[:min(maxRun, len(signs))])
		from := c.spans[0].From + at
		all = append(all, placed{Run + piece, Span{from, from + len(piece)}})
		if len(signs) <= maxRun {
			break
		}
		at += len(string(signs[:maxRun-maxWord]))
		signs = signs[maxRun-maxWord:]
	}
	return all
}

// inner are the address and the number that follow something in the same chunk,
// as in "mailto:ana@example.com" and "ref:1234-5678".
func (c chunk) inner() (words []placed) {
	if box := c.mailbox(); box != "" && box != c.whole() {
		words = append(words, placed{box, c.span()})
	}
	n := len(c.words)
	for n > 0 && allDigits(c.words[n-1]) {
		n--
	}
	if n > 0 && len(c.words)-n > 1 {
		words = append(words, placed{cut(strings.Join(c.words[n:], "")), Span{c.spans[n].From, c.span().To}})
	}
	return words
}

// mailbox is the mail address in a chunk, without its signs; "" for none.
func (c chunk) mailbox() string {
	at := strings.LastIndexByte(c.raw, '@')
	if at < 1 {
		return ""
	}
	from := strings.LastIndexAny(c.raw[:at], `:=<>()[],;|/"'?&@`) + 1
	local, domain := joined(c.raw[from:at]), joined(c.raw[at:])
	if local == "" || domain == "" {
		return ""
	}
	return cut(local + domain)
}

// joined is a folded text without its signs.
func joined(raw string) (text string) {
	for _, c := range parts(raw, 0, false) {
		text += strings.Join(c.words, "") + c.run
	}
	return text
}

// grouped are the numbers that were written in groups, "1234 5678 9012", from
// each of their groups on: what stands before may not belong to them.
func grouped(chunks []chunk) (words []placed) {
	for len(chunks) > 0 {
		n, row := 0, ""
		for n < len(chunks) && (n == 0 && chunks[0].head() > 0 || isGroup(chunks, n) && (n == 0 || chunks[n].near)) {
			if len(row) <= maxGroup { // of a table nothing is kept
				row += chunks[n].whole()
			}
			n++
		}
		if head := chunks[0].head(); head > 0 && n > 1 && len(row) <= maxGroup {
			from := chunks[0].span().From + head
			words = append(words, placed{row[head:], Span{from, chunks[n-1].span().To}})
		}
		for i := 0; i < n-1 && len(row) <= maxGroup; i++ {
			if len(row) >= minGroup && digits(row) > 2 {
				words = append(words, placed{row, Span{chunks[i].span().From, chunks[n-1].span().To}})
			}
			row = row[len(chunks[i].whole()):]
		}
		chunks = chunks[max(n, 1):]
	}
	return words
}

// head is how many letters stand before the number with which an ID begins,
// "TX1234 5678"; 0 for none.
func (c chunk) head() int {
	if len(c.words) != 1 {
		return 0
	}
	word := c.words[0]
	n := len(strings.TrimRight(word, "0123456789"))
	if n > 5 || n == len(word) || digits(word[:n]) > 0 {
		return 0
	}
	return n
}

// isGroup tells whether a chunk may be part of a number in groups: it is one,
// but no date, time or amount; or a letter beside another sign, as when somebody
// reads it aloud.
func isGroup(chunks []chunk, i int) bool {
	c := chunks[i]
	if c.run != "" || !allDigits(c.whole()) {
		beside := i > 0 && c.near && len(chunks[i-1].whole()) == 1 || i+1 < len(chunks) && chunks[i+1].near && len(chunks[i+1].whole()) == 1
		return c.run == "" && len(c.whole()) == 1 && beside
	}
	long, short := 0, 0
	for _, word := range c.words {
		if len(word) > 2 {
			long++
		} else {
			short++
		}
	}
	return len(c.words) == 1 || long > 0 && !(long == 1 && short == 2)
}
