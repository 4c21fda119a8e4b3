package views

import "strings"

// Cut is a text up to so many characters. Code that is cut stays code.
func Cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	kept := string(runes[:most]) + " …"
	ended := kept + "\n" + strings.Repeat("`", 3+strings.Count(kept, "`")) // long enough for any fence
	parts, whole := blocks(ended), blocks(text)
	if n := len(parts); n > 0 && n <= len(whole) && parts[n-1].code && whole[n-1].code {
		return ended
	}
	return kept
}
