package notify

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"
)

// maxServerWords is how much of what a mail server says is kept.
const maxServerWords = 300

var (
	longNumbers = regexp.MustCompile(`\d(?:[ -]?\d){7,}`)                // codes and tickets
	codeLetters = regexp.MustCompile(`\b[A-Z]{4}(?:[ -]?[A-Z]{4}){3}\b`) // the word that brings a code
	linkPaths   = regexp.MustCompile(`(?i)\b(https?://[^/\s]+)/\S*`)
)

// serverWords is what a mail server says, without what only its reader may know: it quotes
// addresses, links and codes of the mail. to are the addresses that it was told.
func serverWords(said string, to ...string) string {
	said = strings.NewReplacer(`"`, "", `\n`, " ").Replace(said) // the library quotes them
	said = codeLetters.ReplaceAllString(longNumbers.ReplaceAllString(said, "…"), "…")
	var kept []string
	for _, word := range strings.FieldsFunc(linkPaths.ReplaceAllString(said, "$1/…"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		if names(word, to) || len(word) > 80 {
			word = "…"
		}
		if word != "…" || len(kept) == 0 || kept[len(kept)-1] != "…" {
			kept = append(kept, word)
		}
	}
	words := strings.Join(kept, " ")
	if len(words) > maxServerWords {
		words = words[:maxServerWords] + "…"
	}
	return strings.ToValidUTF8(words, "")
}

// names tells whether a word is an address, or part of one of to.
func names(word string, to []string) bool {
	word = strings.ToLower(word)
	if strings.Contains(word, "@") || strings.Contains(word, "%40") || strings.Contains(word, "=40") {
		return true
	}
	bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for _, address := range to {
		local, domain, _ := strings.Cut(strings.ToLower(address), "@")
		for _, part := range []string{local, domain} {
			if part != "" && (bare == part || len(part) > 3 && strings.Contains(word, part)) {
				return true
			}
		}
	}
	return false
}

// saidOf are the server's words in an error of the handing over; the library adds whom
// they were about.
func saidOf(e *mail.SendError) string {
	said := strings.TrimPrefix(e.Error(), e.Reason.String()+": ")
	said, _, _ = strings.Cut(said, ", affected ")
	var to []string
	if m := e.Msg(); m != nil {
		to, _ = m.GetRecipients()
	}
	return serverWords(said, to...)
}
