package web

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"hilo/app/files"
)

// lingering is a listener whose connections are patient with who is slow, and
// close as RFC 9112, 9.6 asks: one that is closed with something unread is
// reset, and who still sends may then never get to read the answer.
type lingering struct {
	net.Listener
	silent *sync.Map // the connections on which nothing was said yet
}

func (l lingering) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		c := &lingeringConn{halves: tcp, silent: l.silent}
		l.silent.Store(c, nil)
		return c, nil
	}
	return conn, err
}

// halves is a connection whose writing can end alone.
type halves interface {
	net.Conn
	CloseWrite() error
}

type lingeringConn struct {
	halves
	waits, closed atomic.Bool
	timed         bool // whoever writes takes care of the time
	heard         sync.Once
	silent        *sync.Map
}

// Read ends with the connection: what comes after that is nobody's.
func (c *lingeringConn) Read(p []byte) (int, error) {
	c.waits.Store(true)
	n, err := c.halves.Read(p)
	c.waits.Store(false)
	c.known()
	if c.closed.Load() {
		return 0, net.ErrClosed
	}
	return n, err
}

// known: it spoke, or it is over.
func (c *lingeringConn) known() { c.heard.Do(func() { c.silent.Delete(c) }) }

// atOnce is how much is written under one deadline: as slow as a body may come.
const atOnce = leastRate * int(slowRead/time.Second)

// Write gives each piece half a minute: slow is fine, gone is not.
func (c *lingeringConn) Write(p []byte) (n int, err error) {
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

// Close never waits. While somebody reads nothing can be unread, and it closes
// at once; else it ends our side, and what still comes is read past, with the
// patience for a body, until the other side ends too.
func (c *lingeringConn) Close() error {
	c.known()
	switch {
	case c.closed.Swap(true):
		return net.ErrClosed
	case c.waits.Load(), c.CloseWrite() != nil:
		return c.halves.Close()
	}
	go func() {
		defer c.halves.Close()
		io.Copy(io.Discard, &bodyReader{conn: c.halves, r: c.halves, left: maxText + maxWaste + files.Default.Total})
	}()
	return nil
}
