package views

import (
	"html/template"
	"net/url"
	"regexp"
	"strings"
)

var webAddress = regexp.MustCompile(`https?://[^\s<>"'` + "`" + `]+`)

// Linkify turns what a person wrote into HTML: everything escaped, blank lines
// make paragraphs, line ends are kept, web addresses become links that tell
// the other side nothing. It never passes markup through.
func Linkify(text string) template.HTML {
	var b strings.Builder
	for para := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		para = strings.Trim(para, "\n")
		if para == "" {
			continue
		}
		b.WriteString("<p>")
		for i, line := range strings.Split(para, "\n") {
			if i > 0 {
				b.WriteString("<br>")
			}
			linkLine(&b, line)
		}
		b.WriteString("</p>")
	}
	return template.HTML(b.String())
}

func linkLine(b *strings.Builder, line string) {
	at := 0
	for _, span := range webAddress.FindAllStringIndex(line, -1) {
		address := line[span[0]:span[1]]
		address = strings.TrimRight(address, ".,;:!?)]}»”’")
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.User != nil {
			continue
		}
		b.WriteString(template.HTMLEscapeString(line[at:span[0]]))
		safe := template.HTMLEscapeString(address)
		b.WriteString(`<a href="` + safe + `" rel="noopener noreferrer nofollow ugc" target="_blank">` + safe + `</a>`)
		at = span[0] + len(address)
	}
	b.WriteString(template.HTMLEscapeString(line[at:]))
}
