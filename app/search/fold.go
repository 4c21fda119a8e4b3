package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
)

// maxWord is how many characters of a word are compared; what follows is not.
const maxWord = 64

// letters that have no accent to take off, but are typed without it.
var plain = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// chunk is what stands between two blanks, in words without accents and
// capitals: "¡Envío 84,90!" has two, envio and 84 with 90. Where a script
// without blanks begins or ends, so does a chunk: a run of it has no words.
type chunk struct {
	words []string
	spans []Span // of the words, uncut, in the folded text; of a run its own
	last  string // word, uncut
	run   string
	raw   string // folded, with its signs
	near  bool   // a single blank parts it from the chunk before
}

// whole is the chunk without its signs: an ID is found with its dashes and without.
func (c chunk) whole() string { return cut(strings.Join(c.words, "")) }

// span is where the chunk stands, without the signs around it.
func (c chunk) span() Span { return Span{c.spans[0].From, c.spans[len(c.spans)-1].To} }

// fold cuts a bare text into its chunks.
func fold(text string) (chunks []chunk) {
	blanks, begin := 2, -1
	text += "\n"
	for i, r := range text {
		switch {
		case !unicode.IsSpace(r):
			if begin < 0 {
				begin = i
			}
		case begin < 0:
			blanks++
		default:
			chunks = append(chunks, parts(text[begin:i], begin, blanks == 1)...)
			blanks, begin = 1, -1
		}
		if r == '\n' || r == '\t' {
			blanks++
		}
	}
	return chunks
}

// parts cuts what stands between two blanks, from a place on.
func parts(raw string, at int, near bool) (chunks []chunk) {
	for begin := raw; raw != ""; {
		unspaced := isUnspaced([]rune(raw[:min(len(raw), 4)])[0])
		end := strings.IndexFunc(raw, func(r rune) bool { return isUnspaced(r) != unspaced })
		if end < 0 {
			end = len(raw)
		}
		c := chunk{raw: raw[:end], near: near && len(raw) == len(begin)}
		if unspaced {
			c.run, c.spans = c.raw, []Span{{at, at + end}}
		} else {
			c.words = strings.FieldsFunc(c.raw, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
		}
		for i, after := 0, 0; i < len(c.words); i++ {
			from := after + strings.Index(c.raw[after:], c.words[i])
			after = from + len(c.words[i])
			c.spans = append(c.spans, Span{at + from, at + after})
			c.last, c.words[i] = c.words[i], cut(c.words[i])
		}
		if c.run != "" || len(c.words) > 0 {
			chunks = append(chunks, c)
		}
		raw, at = raw[end:], at+end
	}
	return chunks
}

// bare is a text without what nobody sees, accents, capitals and other ways to
// write the same digits. Vowels and voice marks of scripts without blanks are no accents.
func bare(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return unicode.ToLower(r)
		case r == '・', unicode.Is(unicode.Cf, r) && r != '\u200c':
			return -1
		case unicode.In(r, unicode.Mn, unicode.Me) && r != '\u3099' && r != '\u309a' && !isUnspaced(r):
			return -1
		case unicode.Is(unicode.Nd, r):
			return digit(r)
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return strings.Map(func(r rune) rune {
		if r == '\u3099' || r == '\u309a' { // has no sign to stand on
			return -1
		}
		return r
	}, plain.Replace(norm.NFC.String(text)))
}

// digit is r as one of ours: all scripts have ten in a row.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

func cut(word string) string {
	if r := []rune(word); len(r) > maxWord {
		return string(r[:maxWord])
	}
	return word
}

// Scripts that set no blanks between words, and Hangul, which sets them at will.
var scripts = rangetable.Merge(unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul, unicode.Yi, unicode.Tangut, unicode.Nushu,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Tibetan, unicode.Javanese, unicode.Balinese,
	rangetable.New('ー', '〆', '々', '〱', '〲', '〳', '〴', '〵'))

func isUnspaced(r rune) bool {
	return r >= 0x0e00 && unicode.Is(scripts, r) && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

func signs(text string) int { return utf8.RuneCountInString(text) }

func digits(text string) (n int) {
	for _, c := range []byte(text) {
		if isDigit(c) {
			n++
		}
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// allDigits tells whether text is a number.
func allDigits(text string) bool { return text != "" && digits(text) == len(text) }

// once are the words, each once.
func once(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// Tokens are the words of a text in their order, without accents; of a script
// without blanks the pairs of its signs.
func Tokens(text string) (words []string) {
	for _, c := range fold(bare(text)) {
		pairs := Pairs(c.run)
		words = append(append(words, c.words...), pairs[:max(len(pairs)-1, 0)]...)
	}
	return words
}

// SameWord tells whether two tokens are forms of one: cobro and cobrado, payment
// and payments. Two signs of a script without blanks have no forms.
func SameWord(a, b string) bool {
	if a == "" || strings.IndexFunc(a, isUnspaced) == 0 {
		return a == b
	}
	same, short := 0, min(len(a), len(b))
	for same < short && a[same] == b[same] {
		same++
	}
	return a == b || same >= max(4, short-2)
}
