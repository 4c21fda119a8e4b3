package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IDPatterns are what transaction IDs look like; an installation adds its own
// (KnowIDs). Upper and lower case are the same; the one group of each is the ID.
// They are tried in turn, and what one has found the next do not see. Go reads
// them and, while somebody types, the browser (flags "iu"): keep to what both
// know, so no look-around.
var IDPatterns = []string{
	`(?:\btx|hash|transac|operaci)\p{L}*(?: id| hash)?[\s:=#/(]{0,3}(0x[0-9a-f]{64})\b`, // a bare 0x… may be a private key
	`\b([0-9a-f]{64})\b`,
	`\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b`,
	`\b((?:[a-z]{1,4}-?)?\d{6,20})\b`,
}

// TimePatterns are how people say when it happened, in both languages.
var TimePatterns = []string{
	`\b(?:[01]?\d|2[0-3])[:h][0-5]\d\b`,
	`\b(?:1[0-2]|0?[1-9]) ?[ap]\.? ?m\b`,
	`\ba las? (?:\d{1,2}|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b`,
	`\b\d{4}-\d{2}-\d{2}\b`,
	`\b\d{1,2}([/.-])\d{1,2}[/.-]\d{2,4}\b`,
	`\b\d{1,2}(?:st|nd|rd|th)? (?:de |of )?` + months,
	months + ` \d{1,2}\b`,
	`\b(?:hoy|ayer|anteayer|anoche|(?:esta|ayer por la) (?:mañana|tarde|noche|madrugada)|today|yesterday|tonight|(?:this|last) (?:morning|afternoon|evening|night))\b`,
	`\b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`,
}

const months = `\b(?:ene(?:ro)?|feb(?:rero|ruary)?|mar(?:zo|ch)?|abr(?:il)?|apr(?:il)?|mayo?|june?|junio|july?|julio|ago(?:sto)?|aug(?:ust)?` +
	`|sep(?:tiembre|tember)?|oct(?:ubre|ober)?|nov(?:iembre|ember)?|dic(?:iembre)?|dec(?:ember)?|jan(?:uary)?)\b`

var idPatterns, timePatterns = compiled(IDPatterns), compiled(TimePatterns)

// namedHash is a hash that is said to be a transaction's.
var namedHash = idPatterns[0]

// CheckIDs refuses patterns that KnowIDs cannot take; the error quotes the first.
func CheckIDs(patterns []string) error {
	for _, p := range patterns {
		if compiled, err := regexp.Compile("(?i)" + p); err != nil {
			return err
		} else if compiled.NumSubexp() != 1 {
			return fmt.Errorf("%q needs one group, in parentheses, around the ID", p)
		}
	}
	return nil
}

// KnowIDs adds what the IDs of this installation look like, to be tried before
// the usual ones. It is for the start of the program: nothing else may run yet.
func KnowIDs(patterns []string) error {
	if err := CheckIDs(patterns); err != nil {
		return err
	}
	IDPatterns = slices.Concat(patterns, IDPatterns)
	idPatterns = compiled(IDPatterns)
	return nil
}

func compiled(patterns []string) (all []*regexp.Regexp) {
	for _, p := range patterns {
		all = append(all, regexp.MustCompile("(?i)"+p))
	}
	return all
}

// What a message may name.
const (
	maxIDs     = 10
	maxIDsText = 300 // characters typed into the field for them
)

// FindIDs are the transaction IDs in a text, each once, in the order of the
// patterns. What looks like a secret is none.
func FindIDs(text string) (ids []string) {
	text = legible(text)
	var secret [][]int
	for _, s := range FindSecrets(text) {
		secret = append(secret, []int{s.From, s.To})
	}
	text = maskRanges(text, secret)
	for _, p := range idPatterns {
		var at [][]int
		for _, m := range p.FindAllStringSubmatchIndex(text, -1) {
			ids, at = addID(ids, text[m[2]:m[3]]), append(at, m[2:4])
		}
		text = maskRanges(text, at)
	}
	return ids
}

// ReadIDs are the IDs in the field that asks for them: whatever has a digit in
// it, known to us or not, else what was typed as it is. Fault: too long.
func ReadIDs(text string) (ids []string, err error) {
	if err := Line("ids", &text, maxIDsText, false); err != nil {
		return nil, err
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		if utf8.RuneCountInString(word) >= 4 && strings.ContainsFunc(word, unicode.IsDigit) {
			ids = addID(ids, word)
		}
	}
	if len(ids) == 0 {
		ids = addID(ids, text)
	}
	return ids, nil
}

func addID(ids []string, id string) []string {
	same := func(other string) bool { return strings.EqualFold(other, id) }
	if id == "" || len(ids) == maxIDs || slices.ContainsFunc(ids, same) {
		return ids
	}
	return append(ids, id)
}

// HasTime tells whether a text says when something happened.
func HasTime(text string) bool {
	text = legible(text)
	return slices.ContainsFunc(timePatterns, func(p *regexp.Regexp) bool { return p.MatchString(text) })
}

// legible is as much of a text as can be sent, with its title and IDs: to look
// closely at more would only cost time, as much as a stranger likes.
func legible(text string) string {
	const most = MaxBody + MaxSubject + maxIDsText + 10
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i]
		}
	}
	return text
}

// data is what a customer's message adds to its entry: its files, and the facts
// that help us. text is all that was said.
func (m Message) data(text string) Data {
	ids := m.IDs
	for _, id := range FindIDs(text) {
		ids = addID(ids, id)
	}
	return Data{Files: m.Files, When: m.When, IDs: ids}
}

// maskRanges overwrites places, so that the others stay where they are.
func maskRanges(text string, places [][]int) string {
	if len(places) == 0 {
		return text
	}
	out := []byte(text)
	for _, at := range places {
		for i := at[0]; i < at[1]; i++ {
			out[i] = ' '
		}
	}
	return string(out)
}
