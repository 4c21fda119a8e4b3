package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"
)

// Timing of a stream. Proxies cut what is silent for a minute; a reader who
// takes longer than patience for one write is gone and will come back.
const (
	Beat     = 12 * time.Second
	patience = 10 * time.Second
)

// ErrEnd ends a stream in good order, without a word.
var ErrEnd = errors.New("stream ends")

// Stream is one connection on which events go out (WHATWG HTML, 9.2).
type Stream struct {
	conn net.Conn
	buf  bytes.Buffer
	end  context.CancelCauseFunc
}

// watch ends the stream when its reader leaves: nothing more is ever read.
func (s *Stream) watch() {
	defer func() {
		if p := recover(); p != nil { // the connection may be recycled under us
			slog.Error("stream watch panicked", "panic", fmt.Sprintf("%T", p))
		}
	}()
	var some [64]byte // little is ever sent; a reader's memory counts more
	for {
		if _, err := s.conn.Read(some[:]); err != nil {
			break // the end, or the closing of the connection
		}
	}
	s.end(ErrEnd)
}

// Follow calls read now, and again whenever the bell rang or wait is over,
// until read fails or ctx ends. read returns how long it may stay unasked; a
// quiet stream beats at least every Beat.
func (s *Stream) Follow(ctx context.Context, rang <-chan struct{}, read func() (wait time.Duration, err error)) error {
	for {
		wait, err := read()
		if err != nil {
			return err
		}
		if err := s.Flush(); err != nil {
			return ErrEnd
		}
		timer := time.NewTimer(min(wait, Beat))
		select {
		case <-ctx.Done():
		case <-rang:
		case <-timer.C:
			s.buf.WriteString(":\n\n")
		}
		timer.Stop()
		if ctx.Err() != nil {
			return ErrEnd
		}
	}
}

// Hello tells the position before anything else, so that a reconnection knows
// where it was even when nothing happened.
func (s *Stream) Hello(id string) {
	fmt.Fprintf(&s.buf, "retry: %d\nid: %s\n\n", 1000+rand.IntN(2000), id)
}

// Send adds an event: html as unnamed event at position id; an empty id leaves
// the reader's position as it was.
func (s *Stream) Send(id string, html []byte) {
	if id != "" {
		fmt.Fprintf(&s.buf, "id: %s\n", id)
	}
	for line := range bytes.Lines(html) {
		s.buf.WriteString("data: ")
		s.buf.Write(bytes.TrimRight(line, "\r\n"))
		s.buf.WriteByte('\n')
	}
	s.buf.WriteByte('\n')
}

// Len is how much was added since the last Flush.
func (s *Stream) Len() int { return s.buf.Len() }

// Reset tells the page to load itself anew, for its position is unknown.
func (s *Stream) Reset() { s.buf.WriteString("event: reset\ndata: reload\n\n") }

func (s *Stream) restart() {
	fmt.Fprintf(&s.buf, "event: restart\nretry: %d\ndata: again\n\n", 1000+rand.IntN(7000))
	s.Flush()
}

// Flush sends what was added, with a deadline of its own.
func (s *Stream) Flush() error {
	if s.buf.Len() == 0 {
		return nil
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := s.conn.Write(s.buf.Bytes())
	s.buf.Reset()
	if s.buf.Cap() > 1<<10 { // thousands of quiet streams shall not keep their busiest moment
		s.buf = bytes.Buffer{}
	}
	return err
}
