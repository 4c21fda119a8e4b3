package httpd

import (
	"bytes"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// How fast a body has to come: slow is fine, silent is not, nor drop by drop.
const (
	slowRead  = 30 * time.Second // for each piece of it
	leastRate = 512              // bytes a second, over a minute
	firstRead = 20 * time.Second // for its first
	firstSize = 4 << 10
)

var (
	errTooMuch = errors.New("body too large")
	errTrailer = errors.New("fields behind a body in chunks")
)

// bodyReader counts, and gives each read a deadline of its own. Its first error
// is its last: a form that was cut off is none.
type bodyReader struct {
	conn  net.Conn // may be nil
	r     io.Reader
	left  int64 // what we are willing to read
	due   int64 // what must still come; negative in chunks, which say when they end
	begun bool  // the first of it has come
	got   int64
	from  time.Time     // of this minute's piece
	had   int64         // when it began
	lasts time.Duration // it is over then, whatever has come; 0: when it is
	start time.Time
	head  *fasthttp.RequestHeader
	named int // fields of the head
	err   error
}

// openBody reads the body of c, up to most. Whoever calls it calls done.
func (s *Server) openBody(c *fiber.Ctx, most int64) (b *bodyReader, done func()) {
	conn := c.Context().Conn()
	head := &c.Request().Header
	b = &bodyReader{conn: conn, r: bodyOf(c), left: most, due: int64(head.ContentLength()), head: head, named: head.Len()}
	ours, ok := conn.(*lingeringConn)
	if !ok {
		return b, func() {}
	}
	ours.allow(most + most/4 + 64<<10) // what chunks say beside: an endless word there is read nowhere else
	came, resume := s.crowd.while(ours, sending), ours.owing.pause()
	return b, func() { came(); resume() }
}

// keep lets the connection of c go on: its body was read to the end. One in chunks
// ends it all the same, for where they end is read in more ways than one (a bare LF),
// and no browser sends them.
func keep(c *fiber.Ctx) {
	if c.Request().Header.ContentLength() >= 0 {
		c.Response().Header.ResetConnectionClose()
	}
}

// until is when what is read next has to be there.
func (b *bodyReader) until(now time.Time) time.Time {
	const piece = 2 * slowRead
	begins := b.from.IsZero()
	if begins || b.got-b.had >= leastRate*int64(piece/time.Second) {
		b.from, b.had = now, b.got
	}
	end := now.Add(slowRead)
	if all := b.from.Add(piece); all.Before(end) {
		end = all
	}
	if first := b.from.Add(firstRead); !b.begun && b.got < firstSize && first.Before(end) {
		end = first
	}
	if b.start.IsZero() {
		b.start = now
	}
	if over := b.start.Add(b.lasts); b.lasts > 0 && over.Before(end) {
		end = over
	}
	return end
}

func (b *bodyReader) Read(p []byte) (n int, err error) {
	if b.err == nil && b.left <= 0 {
		b.err = errTooMuch
	}
	if b.err != nil {
		return 0, b.err
	}
	if b.conn != nil {
		b.conn.SetReadDeadline(b.until(time.Now())) // a closed connection fails at the read itself
	}
	n, b.err = b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left, b.due, b.got = b.left-int64(n), b.due-int64(n), b.got+int64(n)
	if b.err == io.EOF && b.due > 0 {
		b.err = io.ErrUnexpectedEOF // fasthttp takes the connection's end for the body's
	}
	if b.err == io.EOF && b.head != nil && b.head.Len() != b.named {
		b.err = errTrailer // fasthttp puts them among the head's: whoever asks there would take them for a proxy's
	}
	return n, b.err
}

func bodyOf(c *fiber.Ctx) io.Reader {
	if stream := c.Context().RequestBodyStream(); stream != nil {
		return stream
	}
	return bytes.NewReader(c.Request().Body())
}

// Discard reads past the body of c, up to most bytes, and says how much came: all of it,
// unless there is an error.
func (s *Server) Discard(c *fiber.Ctx, most int64) (int64, error) {
	b, done := s.openBody(c, most+1)
	defer done()
	n, err := io.Copy(io.Discard, b)
	if err == nil {
		keep(c)
	}
	return n, err
}
