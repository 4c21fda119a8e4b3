package live

import (
	"bytes"
	"fmt"
	"math/rand/v2"
)

// hello tells the position before anything else, so that a reconnection knows
// where it was even when nothing happened.
func hello(id string) []byte {
	return fmt.Appendf(nil, "retry: %d\nid: %s\n\n", 1000+rand.IntN(2000), id)
}

// Send adds an event: html as unnamed event at position id; an empty id leaves
// the reader's position as it was.
func (s *Stream) Send(id string, html []byte) { frame(s.written, id, html) }

func frame(b *bytes.Buffer, id string, html []byte) {
	b.Grow(len(html) + 64)
	if id != "" {
		b.WriteString("id: ")
		b.WriteString(id)
		b.WriteByte('\n')
	}
	for len(html) > 0 {
		line, rest, _ := bytes.Cut(html, []byte{'\n'})
		b.WriteString("data: ")
		b.Write(bytes.TrimRight(line, "\r"))
		b.WriteByte('\n')
		html = rest
	}
	b.WriteByte('\n')
}

// Len is how much this read has added.
func (s *Stream) Len() int { return s.written.Len() }

// Reset tells the page to load itself anew, for its position is unknown. The Source
// ends the stream then.
func (s *Stream) Reset() { s.written.WriteString(reset) }

const reset = "event: reset\ndata: reload\n\n"

func restart() []byte {
	return fmt.Appendf(nil, "event: restart\nretry: %d\ndata: again\n\n", 1000+rand.IntN(7000))
}
