package access

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bare takes an address out of what people paste: a contact card's direction
// marks, a link (mailto:), a name before it (Ana <ana@example.com>), quotes
// around it, the end of a sentence behind it, full-width signs. It only leaves
// out what no address holds; two addresses stay two, and are refused.
func bare(s string) string {
	if before, inner, ok := strings.Cut(s, "<"); ok && !strings.Contains(inner, "<") && !strings.ContainsFunc(before, unicode.IsControl) {
		if inner, after, ok := strings.Cut(inner, ">"); ok && !strings.Contains(after, "@") {
			s = strings.TrimSpace(inner)
		}
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") { // RFC 6068
		s, _, _ = strings.Cut(s[7:], "?")
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
	}
	return undressed(s)
}

// shown is what people see of what they typed. An address as it stands in a link or
// in a page's source is read too: ana%40example.com, ana&#64;example.com.
func shown(typed string) string {
	s := strings.TrimSpace(visible(typed))
	if strings.Contains(s, "@") {
		return s
	}
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	return strings.TrimSpace(visible(html.UnescapeString(s)))
}

var (
	aroundAt = regexp.MustCompile(`[\p{Z}\t]*@[\p{Z}\t]*`)
	aName    = regexp.MustCompile(`^[\pL\pM'’.-]+[\p{Z}\t]+[\pL\pN]`)
	aLabel   = regexp.MustCompile(`^(?i:e-?mail|mail|correo|direcci[oó]n|address)\b`)
)

// said finds the one address in a sentence: Email: ana@example.com. It is "" where
// there is another, or what only looks like one: nobody's mail goes to a neighbour.
// A lone word before it may be a part of it, as in: ana garcia@example.com.
func said(s string) (found string) {
	s = aroundAt.ReplaceAllString(s, "@")
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
		return ""
	}
	words := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("<>()[]{}:：（）【】「」", r)
	})
	for i, word := range words {
		if !strings.Contains(word, "@") {
			continue
		}
		if local, domain, _ := strings.Cut(word, "@"); strings.Contains(domain, "?") {
			domain, _, _ = strings.Cut(domain, "?")
			word = local + "@" + domain
		}
		address, ok := canonical(undressed(word))
		if !ok || found != "" && found != address || i == 1 && aName.MatchString(s) && !aLabel.MatchString(s) {
			return ""
		}
		found = address
	}
	return found
}

// visible drops what is not seen, and makes full-width signs the common ones.
// What joins the letters of other scripts stays between them: domains may have it.
func visible(s string) string {
	var b strings.Builder
	signs, before := []rune(s), ' '
	for i, r := range signs {
		switch {
		case '！' <= r && r <= '～':
			r -= '！' - '!'
		case r == '﹫':
			r = '@'
		case unsaid(r) && !(isJoiner(r) && foreign(before) && i+1 < len(signs) && foreign(signs[i+1])):
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

func foreign(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// unsaid are the signs that leave no trace on a screen (Unicode's default
// ignorable code points, and direction marks).
func unsaid(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// undressed takes off what stands around an address. No domain ends with a
// sign; one that stands before the address too, or its other half, goes with it.
func undressed(s string) string {
	s = strings.TrimLeft(s, "<([{\"“”„«»‹›‘’‚¿¡,;: \u00a0")
	for {
		last, n := utf8.DecodeLastRuneInString(s)
		if n == 0 || last == utf8.RuneError || unicode.IsLetter(last) || unicode.IsDigit(last) || unicode.IsMark(last) || unicode.IsControl(last) {
			return s
		}
		s = s[:len(s)-n]
		if first := string(last); strings.Contains("'*_`~|", first) {
			s = strings.TrimPrefix(s, first)
		}
	}
}
