package desk

import (
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
