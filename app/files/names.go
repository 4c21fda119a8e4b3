package files

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// nameSize is the most bytes of a name: room for any file system and for a mail header.
const nameSize = 120

// devices open a device on Windows, with any ending.
var devices = strings.Fields("CON PRN AUX NUL COM0 COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9 LPT0 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9")

// CleanName makes a sent file name safe to show, to log and to save: no folders, nothing
// invisible or turning the reading direction, at most 120 bytes; what is left of nothing is "file".
func CleanName(name string) string {
	nameless := !dotted(name)
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = norm.NFC.String(strings.Map(visible, name))
	name = strings.Join(strings.Fields(name), " ") // long gaps hide an ending
	if ending := strings.Trim(name, " ."); nameless && strings.HasPrefix(name, ".") && !strings.Contains(ending, ".") && ending != "" {
		name = "file." + ending // nothing that is seen stood before the dot
	}
	name = strings.Trim(name, " .") // neither hidden nor, on Windows, another name
	stem, _, _ := strings.Cut(name, ".")
	if slices.Contains(devices, strings.ToUpper(strings.TrimSpace(stem))) {
		name = "_" + name
	}
	if name = shorten(name); name == "" {
		return "file"
	}
	return name
}

// dotted tells whether a name begins with its dot, as .env does: what follows is no ending.
func dotted(name string) bool {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	return strings.HasPrefix(name, ".") && !strings.Contains(name[1:], ".")
}

// visible drops what cannot be seen and tames what file systems forbid, but for
// quotes, which people write and browsers mend where they must.
func visible(r rune) rune {
	switch {
	case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp): // controls, bidi marks, zero widths, private use
		return -1
	case unicode.Is(unicode.Zs, r):
		return ' '
	case strings.ContainsRune(`<>:|?*`, r):
		return '_'
	}
	return r
}

// shorten cuts the stem and keeps the ending, with the one before it: .tar.gz.
func shorten(name string) string {
	if len(name) <= nameSize {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 16 {
		ending = ""
	} else if inner := path.Ext(strings.TrimSuffix(name, ending)); len(inner) > 1 && len(inner) <= 6 && !strings.Contains(inner, " ") {
		ending = inner + ending
	}
	cut := nameSize - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return strings.TrimRight(name[:cut], " .") + ending
}

// Disposition is the header value that makes a browser save under name, at once
// ("attachment") or when what it shows ("inline") is saved (RFC 6266): plain letters
// for old readers, then the whole name (RFC 8187).
func Disposition(how, name string) string {
	name = CleanName(name)
	return how + `; filename="` + plain(name) + `"; filename*=UTF-8''` + escape(name)
}

func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r): // é without its accent is e
			return -1
		case r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r):
			return '_'
		}
		return r
	}, norm.NFD.String(name))
}

func escape(name string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
