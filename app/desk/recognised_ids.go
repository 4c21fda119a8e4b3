package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hilo/app/scan"
)

const maxIDsText = 300 // characters typed into the field for IDs

// ReadIDs are the IDs in the field that asks for them: whatever has a digit in
// it, known to us or not, else what was typed as it is. Fault: too long.
func ReadIDs(text string) (ids []string, err error) {
	if err := Line("ids", &text, maxIDsText, false); err != nil {
		return nil, err
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		if utf8.RuneCountInString(word) >= 4 && strings.ContainsFunc(word, unicode.IsDigit) {
			ids = scan.AddID(ids, word)
		}
	}
	if len(ids) == 0 {
		ids = scan.AddID(ids, text)
	}
	return ids, nil
}

// data is what a customer's message adds to its entry: its files, and the facts
// that help us. text is all that was said; ids recognises those in it.
func (m Message) data(text string, ids *scan.IDs) Data {
	all := m.IDs
	for _, id := range ids.In(text) {
		all = scan.AddID(all, id)
	}
	return Data{Files: m.Files, When: m.When, IDs: all}
}
