package httpd

import (
	"bytes"
	"container/list"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
)

// halves is a connection whose writing can end alone.
type halves interface {
	net.Conn
	CloseWrite() error
}

type lingeringConn struct {
	halves
	waits, closed atomic.Bool
	timed         bool // whoever writes takes care of the time
	counted       atomic.Bool
	known         atomic.Bool  // a person's request came last
	left          atomic.Int64 // that may still be read, where it is counted
	past          atomic.Int64 // bytes that are read past, at most, behind its last answer
	crowd         *crowd
	largest       int64 // body that a route reads
	owing         owing

	// of the crowd
	from   netip.Addr
	state  state
	at     *list.Element
	inside bool
}

// Read ends with the connection: what comes after that is nobody's.
func (c *lingeringConn) Read(p []byte) (int, error) {
	c.owing.settle(false)
	if c.counted.Load() && c.left.Load() <= 0 {
		return 0, errTooMuch
	}
	c.waits.Store(true)
	n, err := c.halves.Read(p)
	c.waits.Store(false)
	c.left.Add(-int64(n))
	if c.closed.Load() {
		return 0, net.ErrClosed
	}
	return n, err
}

// allow lets so much be read from here on, whatever it means; 0: without end.
func (c *lingeringConn) allow(bytes int64) {
	c.left.Store(bytes)
	c.counted.Store(bytes > 0)
}

// atOnce is how much is written under one deadline: who reads less than 1 kB a
// second is gone.
const atOnce = 1 << 10 * int(slowRead/time.Second)

// Write gives each piece half a minute: slow is fine, gone is not.
func (c *lingeringConn) Write(p []byte) (n int, err error) {
	if !c.timed {
		defer c.crowd.while(c, taking)()
	}
	for more := true; more && err == nil; more = n < len(p) {
		if !c.timed {
			c.halves.SetWriteDeadline(time.Now().Add(slowRead)) // a closed connection fails at the write itself
		}
		var some int
		some, err = c.halves.Write(p[n:min(n+atOnce, len(p))])
		n += some
	}
	return n, err
}

func (c *lingeringConn) SetWriteDeadline(t time.Time) error {
	c.timed = true
	return c.halves.SetWriteDeadline(t)
}

// How much is read past of somebody whom nobody knows, and how long of anybody, so
// that they get to read the answer that came before their end (RFC 9112, 9.6).
const (
	pastOfStrangers = 1 << 20
	pastStrangers   = 30 * time.Second
	pastPeople      = 15 * time.Minute // 25 MB from a phone
)

// rest is what still comes behind the last answer, as far as it is read past.
func (c *lingeringConn) rest() io.Reader {
	most, lasts := c.past.Load(), pastStrangers
	if most > pastOfStrangers {
		lasts = pastPeople
	}
	return &bodyReader{conn: c.halves, r: c.halves, left: most, begun: true, lasts: lasts}
}

// Close never waits. While somebody reads nothing can be unread, and it closes
// at once; else it ends our side, and what still comes is read past, with the
// patience for a body, until the other side ends too, or it is too much.
func (c *lingeringConn) Close() error {
	c.owing.settle(true)
	switch {
	case c.closed.Swap(true):
		return net.ErrClosed
	case c.waits.Load(), c.CloseWrite() != nil:
		c.crowd.leave(c)
		return c.halves.Close()
	}
	c.crowd.are(c, closing)
	go func() {
		defer c.crowd.leave(c)
		defer c.halves.Close()
		io.Copy(io.Discard, c.rest())
	}()
	return nil
}

// Known notes whether the request is of a person, whom we keep longer than a
// stranger where there is no room for all. proven: or of a browser that was one's,
// which may bring a whole form with files and still read that nobody is signed in.
func Known(c *fiber.Ctx, person, proven bool) {
	conn, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return
	}
	conn.known.Store(person)
	conn.past.Store(pastOfStrangers)
	if person || proven {
		conn.past.Store(conn.largest)
	}
}

// TakeOver answers c with a head whose body has no end: take has the connection and
// that head when the request is over, and closes it. Nothing of c may be used by then.
func TakeOver(c *fiber.Ctx, take func(conn net.Conn, head []byte)) {
	c.Context().SetConnectionClose()
	conn, head := c.Context().Conn(), bytes.Clone(c.Response().Header.Header())
	if ours, ok := conn.(*lingeringConn); ok {
		ours.past.Store(0) // who sends behind such a request is not asked to be patient
	}
	c.Context().HijackSetNoResponse(true)
	c.Context().Hijack(func(net.Conn) { take(conn, head) }) // what it gives has a buffer, which is let go
}
