package views

import (
	"bytes"
	"io"
	"net/http"
	"strings"
)

// trimmed is the templates of a file system without the line breaks that are
// there for who reads them.
type trimmed struct{ http.FileSystem }

// Open returns a folder as it is, and a template trimmed.
func (t trimmed) Open(name string) (http.File, error) {
	f, err := t.FileSystem.Open(name)
	if err != nil || !strings.HasSuffix(name, ".html") {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return trimmedFile{f, bytes.NewReader(trim(text))}, nil
}

// trimmedFile is a file whose text is trimmed.
type trimmedFile struct {
	http.File
	text *bytes.Reader
}

func (t trimmedFile) Read(p []byte) (int, error) { return t.text.Read(p) }

// trim drops line breaks with the blanks around them. Within a tag, and between two
// words, one blank stays; beside a tag or an action nothing does. A blank that shows
// stands within its line, or is written {{" "}}. Actions stay as they are.
func trim(text []byte) []byte {
	out := make([]byte, 0, len(text))
	inTag, quoted := false, false
	for i := 0; i < len(text); {
		rest := text[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("{{")):
			end := bytes.Index(rest, []byte("}}")) + len("}}")
			out, i = append(out, rest[:max(end, 2)]...), i+max(end, 2)
			continue
		case rest[0] == '\n':
			out = bytes.TrimRight(out, " \t")
			for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
				i++
			}
			if inTag || between(out, text[i:]) {
				out = append(out, ' ')
			}
			continue
		case rest[0] == '<':
			inTag = true
		case inTag && rest[0] == '"':
			quoted = !quoted
		case rest[0] == '>' && !quoted:
			inTag = false
		}
		out, i = append(out, rest[0]), i+1
	}
	return out
}

// between tells whether what ends before a line break and what begins after it
// are both words.
func between(before, after []byte) bool {
	if len(before) == 0 || len(after) == 0 {
		return false
	}
	last := before[len(before)-1]
	return last != '>' && last != '}' && after[0] != '<' && after[0] != '{'
}
