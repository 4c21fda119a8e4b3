package access

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"hilo/app/fault"
)

// Canonical is the one spelling of a mail address: bare, lower case, domain
// in punycode. It accepts what people have (the dot-atom of RFC 5322 in ASCII,
// at a domain of RFC 1123) and nothing a mail header could be built from: no
// quotes, no IP literals, no controls.
func Canonical(raw string) (string, error) {
	bad := fault.Mend("email", "access.email.invalid")
	if len(raw) > 1000 {
		return "", bad
	}
	local, domain, ok := strings.Cut(bare(raw), "@")
	if !ok || !localPart(local) {
		return "", bad
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil || !hostname(domain) {
		return "", bad
	}
	if again, err := idna.Lookup.ToASCII(domain); err != nil || again != domain {
		return "", bad // punycode of what no domain can be, as of bytes that are not UTF-8
	}
	address := strings.ToLower(local) + "@" + strings.ToLower(domain)
	if len(address) > 254 {
		return "", bad
	}
	return address, nil
}

// Host is the ASCII spelling of a host: names of other letters in punycode, as
// browsers, mail and name servers have them. What is ASCII already stays as it is.
func Host(name string) (string, error) {
	if strings.IndexFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return name, nil
	}
	host, err := idna.Lookup.ToASCII(name)
	if err != nil || !hostname(host) {
		return "", fmt.Errorf("%q is no name of a host", name)
	}
	return host, nil
}

func localPart(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for _, c := range []byte(s) {
		if !alphanumeric(c) && strings.IndexByte(".!#$%&'*+/=?^_`{|}~-", c) < 0 {
			return false
		}
	}
	return true
}

// hostname tells whether s has two labels or more of letters, digits and inner
// hyphens, and does not end like an IP address.
func hostname(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if !alphanumeric(c) && c != '-' {
				return false
			}
		}
	}
	return len(labels) > 1 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// Fold maps the many spellings of one mailbox to one. It serves limits only:
// who may see what is decided by the canonical address.
func Fold(canonical string) string {
	local, domain, _ := strings.Cut(canonical, "@")
	if bare, _, _ := strings.Cut(local, "+"); bare != "" {
		local = bare
	}
	switch domain {
	case "googlemail.com":
		domain = "gmail.com"
		fallthrough
	case "gmail.com":
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// Mask shows a canonical address to those who know it and to nobody else: a•••@e•••.com.
func Mask(canonical string) string {
	local, domain, ok := strings.Cut(canonical, "@")
	dot := strings.LastIndexByte(domain, '.')
	if !ok || local == "" || dot < 1 {
		return "•••"
	}
	return local[:1] + "•••@" + domain[:1] + "•••" + domain[dot:]
}

// bare takes an address out of what people paste: a contact card's direction
// marks, a link (mailto:), a name before it (Ana <ana@example.com>), quotes
// around it, the end of a sentence behind it, full-width signs. It only leaves
// out what no address holds; two addresses stay two, and are refused.
func bare(typed string) string {
	s := strings.TrimSpace(visible(typed))
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
