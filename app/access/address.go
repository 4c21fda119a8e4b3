package access

import (
	"fmt"
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
	if len(raw) <= 1000 {
		typed := shown(raw)
		for _, read := range []func(string) string{bare, said} {
			if address, ok := canonical(read(typed)); ok {
				return address, nil
			}
		}
	}
	return "", fault.Mend("email", "access.email.invalid")
}

func canonical(address string) (string, bool) {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || !localPart(local) {
		return "", false
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil || !hostname(domain) {
		return "", false
	}
	if again, err := idna.Lookup.ToASCII(domain); err != nil || again != domain {
		return "", false // punycode of what no domain can be, as of bytes that are not UTF-8
	}
	address = strings.ToLower(local) + "@" + strings.ToLower(domain)
	return address, len(address) <= 254
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

// Mask shows a canonical address to those who know it and to nobody else:
// a•••@e•••.com. A domain is shown in its own letters, as its people write it.
func Mask(canonical string) string {
	local, domain, ok := strings.Cut(canonical, "@")
	if own, err := idna.Display.ToUnicode(domain); err == nil {
		domain = own
	}
	dot := strings.LastIndexByte(domain, '.')
	if !ok || local == "" || dot < 1 {
		return "•••"
	}
	_, first := utf8.DecodeRuneInString(domain)
	return local[:1] + "•••@" + domain[:first] + "•••" + domain[dot:]
}
