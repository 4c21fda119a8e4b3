package views

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxHost is the most bytes of a host as it is written; of its ASCII form it is 253.
const maxHost = 253 * utf8.UTFMax

// readHost is a host as it is shown and as it is asked for: in ASCII. One whose
// letters are of scripts that look alike is shown in ASCII too.
func readHost(host string) (shown, real string, ok bool) {
	if ascii(host) {
		return host, host, len(host) <= 253
	}
	real, err := idna.Lookup.ToASCII(host)
	if err != nil || len(real) > 253 {
		return "", "", false
	}
	if shown, err = idna.Display.ToUnicode(real); err != nil || mixed(shown) {
		shown = real
	}
	return shown, real, true
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// eastAsian are the scripts that are written together, and with Latin.
var eastAsian = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul}

// mixed tells whether letters of more than one script stand in a host.
func mixed(host string) bool {
	var script *unicode.RangeTable
	for _, r := range host {
		if !unicode.IsLetter(r) || unicode.Is(unicode.Common, r) || unicode.In(r, eastAsian...) || script != nil && unicode.Is(script, r) {
			continue
		}
		if script != nil {
			return true
		}
		for _, table := range unicode.Scripts {
			if unicode.Is(table, r) {
				script = table
			}
		}
	}
	return script != nil && script != unicode.Latin && strings.ContainsFunc(host, func(r rune) bool { return unicode.In(r, eastAsian...) })
}
