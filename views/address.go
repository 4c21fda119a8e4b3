package views

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The end of a web address in running text, by the rules of UTS #58 (link
// detection), with two of our own for scripts that part words by no blanks:
// their full stops and commas always end it, and so do their opening brackets
// and pictures where they follow plain ASCII. No library was found that does:
// those of Markdown know ASCII alone, xurls takes 。 and ， into the address.

// finder finds the addresses of a line, each byte looked at a few times at most.
type finder struct {
	text   string
	at     int
	looked int // runes looked at, so that a test can tell that there is an end to it
}

// link is text[from:to], what it shows, and where it leads.
type link struct {
	from, to    int
	shown, href string
}

// next is the next address: http or https, a host, nobody's name before it.
func (f *finder) next() (link, bool) {
	for {
		from, after := f.scheme()
		if after < 0 {
			return link{}, false
		}
		f.at = after
		end, ok := f.authority(after)
		if !ok {
			f.at = end
			continue
		}
		host, port := splitPort(f.text[after:end])
		shown, real, ok := readHost(host)
		if !ok {
			continue
		}
		f.at = f.path(end)
		scheme, rest := f.text[from:after], port+f.text[end:f.at]
		return link{from, f.at, scheme + shown + rest, scheme + real + rest}, true
	}
}

// scheme finds where the next "http://" or "https://" begins, and what follows it.
func (f *finder) scheme() (from, after int) {
	for at := f.at; ; {
		sign := strings.Index(f.text[at:], "://")
		if sign < 0 {
			f.looked += len(f.text) - f.at
			return 0, -1
		}
		at += sign
		for _, name := range [...]string{"https", "http"} {
			if from := at - len(name); from >= f.at && strings.EqualFold(f.text[from:at], name) {
				f.looked += at - f.at
				return from, at + len("://")
			}
		}
		at += len("://")
	}
}

// authority is where host and port end. It refuses what could be read as
// somebody's name at another host, and what a browser reads in its own way.
func (f *finder) authority(at int) (end int, ok bool) {
	end = at + hostLength(f.text[at:])
	run := f.text[at:]
	for i, r := range run {
		f.looked++
		if kind := kindOf(r); kind == hard || kind == closing && r != ']' || strings.ContainsRune("/?#", r) {
			run = run[:i]
			break
		}
	}
	rest := f.text[end:]
	if end == at || strings.Contains(run, "@") || strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, `\`) {
		return at + len(run), false
	}
	return end, true
}

// path is where the address ends that goes on at a path, a query or a
// fragment: before the last signs that end a sentence, or before the first
// closing bracket whose partner is not inside.
func (f *finder) path(at int) int {
	if at == len(f.text) || strings.IndexByte("/?#", f.text[at]) < 0 {
		return at
	}
	end, before := at, rune(0)
	var open []rune
	for i, r := range f.text[at:] {
		f.looked++
		switch kind := kindOf(r); {
		case kind == hard, (kind == opening && wide(r) || picture(r)) && alphanumeric(before), another(f.text[at+i:]):
			return end
		case kind == soft: // only if something follows
		case kind == opening:
			open = append(open, brackets[slices.Index(brackets, r)+1])
		case kind == closing:
			if len(open) == 0 || open[len(open)-1] != r {
				return end
			}
			open = open[:len(open)-1]
			end = at + i + utf8.RuneLen(r)
		default:
			end = at + i + utf8.RuneLen(r)
		}
		before = r
	}
	return end
}

// parting are signs of markup that was copied along.
var parting = []string{"&lt;", "&gt;", "&quot;", "&#34;", "&#39;", "&nbsp;"}

// another tells whether text begins with what parts two addresses of a list, or
// with a sign of markup.
func another(text string) bool {
	switch text[0] {
	case '&':
		return slices.ContainsFunc(parting, func(sign string) bool { return strings.HasPrefix(text, sign) })
	case ',', ';', '|':
		next := text[1:]
		return len(next) > 8 && (strings.EqualFold(next[:7], "http://") || strings.EqualFold(next[:8], "https://"))
	}
	return false
}

func alphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// The kinds of signs (Link_Term of UTS #58).
const (
	plain   = iota
	hard    // ends an address
	soft    // ends it if nothing follows
	opening // a bracket
	closing
)

// brackets and quotes, each before its partner.
var brackets = []rune("()[]{}（）［］｛｝「」『』【】〔〕〖〗〘〙〚〛《》〈〉｢｣⟨⟩“”«»‹›")

func kindOf(r rune) int {
	switch {
	case alphanumeric(r):
		return plain
	case r < utf8.RuneSelf && strings.ContainsRune(".,:;!?'*", r):
		return soft
	case r <= ' ', strings.ContainsRune("<>\"`", r), r == utf8.RuneError:
		return hard
	}
	if at := slices.Index(brackets, r); at >= 0 {
		return opening + at%2
	}
	switch {
	case r < utf8.RuneSelf && r != 0x7f:
		return plain
	case r == '\u200c', r == '\u200d': // inside words of some scripts, and inside emoji
		return soft
	case unicode.In(r, unicode.Z, unicode.C), wide(r) && unicode.In(r, unicode.P, unicode.S):
		return hard
	case unicode.IsPunct(r):
		return soft
	}
	return plain
}

// wide tells whether r is a sign of the scripts of East Asia: CJK symbols,
// vertical and small forms, half and full widths.
func wide(r rune) bool {
	return r >= 0x3000 && r <= 0x303F || r >= 0xFE10 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFFEF
}

// picture tells whether r is a symbol, also an emoji newer than our tables.
func picture(r rune) bool { return unicode.Is(unicode.So, r) || r >= 0x1F000 && r <= 0x1FAFF }

// splitPort parts "host:8080" and "[::1]:8080".
func splitPort(authority string) (host, port string) {
	at := strings.LastIndexByte(authority, ':')
	if at < 0 || strings.HasSuffix(authority, "]") {
		return authority, ""
	}
	return authority[:at], authority[at:]
}

// hostLength is how far a host and its port go at the beginning of text.
func hostLength(text string) int {
	end := 0
	if strings.HasPrefix(text, "[") {
		end = strings.IndexByte(text[:min(len(text), 48)], ']') + 1
		if end == 0 {
			return 0
		}
		if _, err := netip.ParseAddr(text[1 : end-1]); err != nil {
			return 0
		}
	} else if end = nameLength(text); end == 0 {
		return 0
	}
	if port := digits(text[end:]); port > 1 {
		end += port
	}
	return end
}

// digits is the length of a port and its colon; 1 for none.
func digits(text string) int {
	if !strings.HasPrefix(text, ":") {
		return 1
	}
	n := 1
	for n < len(text) && n < 6 && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// nameLength is how far a name of labels goes. A last label that begins in
// ASCII ends with it: no such name exists, and what follows is the sentence.
func nameLength(text string) int {
	end := len(text)
	for i, r := range text {
		if i > maxHost || r != '.' && r != '-' && r != '_' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) || r == utf8.RuneError {
			end = i
			break
		}
	}
	name := text[:end]
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") {
		return 0
	}
	if twice := strings.Index(name, ".."); twice >= 0 {
		name = name[:twice]
	}
	if !strings.HasPrefix(text[len(name):], "/") && !strings.HasPrefix(text[len(name):], ":") {
		name = strings.TrimRight(name, ".-_")
	}
	last := strings.LastIndexByte(name, '.') + 1
	if label := name[last:]; label != "" && label[0] < utf8.RuneSelf {
		if other := strings.IndexFunc(label, func(r rune) bool { return r >= utf8.RuneSelf }); other > 0 && last > 0 {
			name = name[:last+other]
		}
	}
	return len(name)
}
