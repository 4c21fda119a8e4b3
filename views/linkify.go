package views

import (
	"html/template"
	"strings"
)

// Linkify turns what a person wrote into HTML: everything escaped, code as it is, each
// paragraph with a direction of its own, line ends and the blanks inside them
// kept, web addresses become links, if they may, that tell the other side
// nothing. It never passes markup through.
func Linkify(text string, links bool) template.HTML {
	var b strings.Builder
	for _, part := range blocks(strings.Trim(text, "\n")) {
		if part.code {
			writeCode(&b, part)
		} else {
			writeProse(&b, part.text, links)
		}
	}
	return template.HTML(b.String())
}

// writeCode writes a block that scrolls by itself: a script puts the button that copies beside it.
func writeCode(b *strings.Builder, part block) {
	b.WriteString(`<div class="code" data-language="` + part.language + `"><pre dir="ltr" tabindex="0" translate="no">` + "\n")
	b.WriteString(template.HTMLEscapeString(part.text) + `</pre></div>`)
}

// writeProse writes paragraphs.
func writeProse(b *strings.Builder, text string, links bool) {
	for text != "" {
		var para string
		para, text = paragraph(text)
		if columns(para) {
			b.WriteString(`<p dir="auto" class="columns" tabindex="0">`)
		} else {
			b.WriteString(`<p dir="auto">`)
		}
		for i, line := range strings.Split(para, "\n") {
			if i > 0 {
				b.WriteString("<br>")
			}
			if links {
				linkLine(b, line)
			} else {
				b.WriteString(template.HTMLEscapeString(line))
			}
		}
		b.WriteString("</p>")
	}
}

// paragraph cuts text at its first empty line. More of them stand above what
// follows: what is copied from the page has as many as were typed.
func paragraph(text string) (para, rest string) {
	above := len(text) - len(strings.TrimLeft(text, "\n"))
	if end := strings.Index(text[above:], "\n\n"); end >= 0 {
		return text[:above+end], text[above+end+2:]
	}
	return text, ""
}

// linkLine writes a line with its links. Their direction is their own: what
// stands around them cannot turn an address.
func linkLine(b *strings.Builder, line string) {
	f := finder{text: line}
	at := 0
	for l, ok := f.next(); ok; l, ok = f.next() {
		b.WriteString(template.HTMLEscapeString(line[at:l.from]))
		b.WriteString(`<a dir="ltr" href="` + template.HTMLEscapeString(l.href) + `" rel="noopener noreferrer nofollow ugc" target="_blank">` + template.HTMLEscapeString(l.shown) + `</a>`)
		at = l.to
	}
	b.WriteString(template.HTMLEscapeString(line[at:]))
}
