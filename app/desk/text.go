package desk

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"hilo/app/fault"
)

// Clean checks text from outside: valid UTF-8 without NUL. Line ends of all
// kinds become \n, controls are dropped, and what turns the direction ends with
// its line.
func Clean(field, text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", fault.Mend(field, "desk.text.broken")
	}
	return Tidy(text), nil
}

// Line tidies a text of one line and checks its length; marks of direction are
// dropped, since lists, titles and mails set it among other words. What has
// characters but nothing to see is refused also where nothing is needed. Faults
// on field.
func Line(field string, text *string, most int, needed bool) error {
	clean, err := Clean(field, *text)
	if err != nil {
		return err
	}
	given := strings.TrimSpace(*text) != ""
	*text = OneLine(clean)
	n := utf8.RuneCountInString(*text)
	switch {
	case n > most:
		return fault.Mend(field, "desk."+field+".long", "Length", n, "Max", most)
	case Blank(*text) && (needed || given):
		return fault.Mend(field, "desk."+field+".empty")
	}
	return nil
}

// Trim drops the empty lines around a text. The first line keeps its indent.
func Trim(text string) string {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	first := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	return text[strings.LastIndexByte(text[:first], '\n')+1:]
}

// Blank tells whether nothing of a text can be seen, whatever it holds: spaces,
// controls, fillers of alphabets, marks without a letter.
func Blank(text string) bool { return !strings.ContainsFunc(text, shows) }

// hollow are letters and symbols that are drawn as nothing: Braille without
// dots, and a note without its head. Unicode's own fillers have a property.
const hollow = "\u2800\U0001D159"

func shows(r rune) bool {
	switch {
	case unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), strings.ContainsRune(hollow, r):
		return false
	case r >= 0x1F000 && r <= 0x1FAFF: // pictures, also those newer than our tables
		return true
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S, unicode.Co)
}

// Signs that no one sees, and what becomes of them in a text from outside. Tabs
// and line ends stay. Joiners stay, which many scripts and emoji are spelled
// with; so do marks of direction, each within its line. An end of a word that
// takes no room stays where words have no blanks between them. All others go:
// they hide what is said, or what it is found by.

// terminal is what a program tells its terminal between the words of a log: a
// colour, a place, or (up to its bell) a title or a link.
var terminal = regexp.MustCompile("(?:\x1b\\[|\u009b)[0-?]*[ -/]*[@-~]|\x1b][^\n\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[(-/][0-~]")

// Tidy drops controls and closes in each line what its marks of direction opened.
func Tidy(text string) string {
	text = lineEnds.Replace(text)
	if !strings.ContainsFunc(text, doubtful) {
		return text
	}
	runes := []rune(terminal.ReplaceAllLiteralString(text, ""))
	var b strings.Builder
	var open []rune // what ends the isolates and embeddings of this line
	for i, r := range runes {
		switch {
		case r == '\n':
			b.WriteString(closed(&open))
		case dropped(runes, i):
			continue
		case isolates(r):
			open = append(open, popIsolate)
		case embeds(r):
			open = append(open, popEmbedding)
		case r == popIsolate || r == popEmbedding:
			if len(open) == 0 || open[len(open)-1] != r {
				continue // it would end what stands around the text
			}
			open = open[:len(open)-1]
		}
		b.WriteRune(r)
	}
	return b.String() + closed(&open)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// closed are the ends of all that is open, the last first.
func closed(open *[]rune) string {
	var b strings.Builder
	for i := range *open {
		b.WriteRune((*open)[len(*open)-1-i])
	}
	*open = nil
	return b.String()
}

// doubtful are the runes that need a closer look.
func doubtful(r rune) bool {
	return r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Noncharacter_Code_Point)
}

const (
	popEmbedding = '\u202c'
	popIsolate   = '\u2069'
	wordBreak    = '\u200b'
)

func isolates(r rune) bool { return r >= '\u2066' && r <= '\u2068' }
func embeds(r rune) bool   { return r == '\u202a' || r == '\u202b' }

// turns tells whether r is a mark of direction. Those that override it (U+202D,
// U+202E) are none that we keep: they only make words read as others.
func turns(r rune) bool {
	return r == '\u200e' || r == '\u200f' || r == '\u061c' || isolates(r) || embeds(r) || r == popIsolate || r == popEmbedding
}

// dropped tells whether a text is better without its rune i.
func dropped(text []rune, i int) bool {
	r := text[i]
	switch {
	case !doubtful(r), turns(r), r == '\u200c', r == '\u200d':
		return false
	case r == wordBreak:
		return i == 0 || i == len(text)-1 || !unblanked(text[i-1]) || !unblanked(text[i+1])
	case r >= 0xE0020 && r <= 0xE007F: // of a flag
		return !flagged(text[:i])
	}
	return !unicode.Is(unicode.Prepended_Concatenation_Mark, r) && !unicode.Is(unicode.Egyptian_Hieroglyphs, r)
}

// flagged tells whether the last of text are tags behind a black flag, as of
// England; elsewhere tags are words that no one sees.
func flagged(text []rune) bool {
	for n := len(text) - 1; n >= 0 && n >= len(text)-8; n-- {
		if r := text[n]; r < 0xE0020 || r > 0xE007F {
			return r == 0x1F3F4
		}
	}
	return false
}

// unblanked tells whether r is of a script whose words have no blanks between them.
func unblanked(r rune) bool {
	return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Javanese, unicode.Balinese,
		unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// Isolated is a line of a person's among words of ours, which its direction leaves alone.
func Isolated(line string) string { return "\u2068" + line + string(popIsolate) }

// OneLine folds a text into one line, without marks of direction: for what
// stands among other words.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if turns(r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// fences are the lines around code: see views/fences.go.
var fences = regexp.MustCompile("(?m)^ {0,3}`{3,}[ \t]*[\\w.+#-]*[ \t]*$")

// Glance is a message in one line, for lists and notices: code stands in it without its fences.
func Glance(body string) string {
	if line := OneLine(fences.ReplaceAllLiteralString(body, "")); line != "" {
		return line
	}
	return OneLine(body)
}
