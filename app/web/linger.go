package web

import (
	"container/list"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"hilo/app/files"
)

// lingering is a listener whose connections are patient with who is slow, and
// close as RFC 9112, 9.6 asks: one that is closed with something unread is
// reset, and who still sends may then never get to read the answer.
type lingering struct {
	net.Listener
	crowd   *crowd
	proxies proxies
}

// passing are errors of accept that say nothing of the listener: a descriptor or
// memory is missing for the moment, or the peer has left already.
var passing = []syscall.Errno{
	syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.ECONNRESET,
	syscall.EINTR, syscall.EAGAIN, syscall.EPROTO, syscall.EPERM, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ETIMEDOUT,
}

func passes(err error) bool {
	var why syscall.Errno
	return errors.As(err, &why) && slices.Contains(passing, why)
}

// Accept waits for the next who finds room, whatever comes between: an error of
// its would end the server.
func (l lingering) Accept() (net.Conn, error) {
	for pause := time.Duration(0); ; {
		conn, err := l.Listener.Accept()
		switch {
		case err == nil:
			if c := l.admit(conn); c != nil {
				return c, nil
			}
			pause = 0
		case !passes(err):
			return nil, err
		default:
			slog.Warn("no connection can be taken for a moment", "err", err)
			l.crowd.shed()
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			time.Sleep(pause)
		}
	}
}

// full is what who finds no room gets.
const full = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: " + patience +
	"\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\r\n"

func (l lingering) admit(conn net.Conn) net.Conn {
	both, ok := conn.(halves)
	if !ok {
		return conn
	}
	c := &lingeringConn{halves: both, crowd: l.crowd}
	if l.crowd.enter(c, l.counted(conn)) {
		return c
	}
	slog.Warn("no room for another connection; if this is a proxy, name it in HILO_PROXY")
	conn.SetWriteDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, full) // into an empty buffer: it does not wait
	conn.Close()
	return nil
}

// counted is the address that a peer counts as: one household. None for this
// machine and for proxies, behind which many are.
func (l lingering) counted(conn net.Conn) (none netip.Addr) {
	at, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil || plain(at.Addr()).IsLoopback() || l.proxies.trust(at.Addr()) {
		return none
	}
	addr := plain(at.Addr())
	if addr.Is6() {
		block, _ := addr.Prefix(64) // it has as many bits
		addr = block.Addr()
	}
	return addr
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
	counted       atomic.Bool
	known         atomic.Bool  // a person's request came last
	left          atomic.Int64 // that may still be read, where it is counted
	crowd         *crowd
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

// Close never waits. While somebody reads nothing can be unread, and it closes
// at once; else it ends our side, and what still comes is read past, with the
// patience for a body, until the other side ends too.
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
		io.Copy(io.Discard, &bodyReader{conn: c.halves, r: c.halves, left: maxText + maxWaste + files.Default.Total, begun: true})
	}()
	return nil
}
