package httpd

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// lingering is a listener whose connections are patient with who is slow, and
// close as RFC 9112, 9.6 asks: one that is closed with something unread is
// reset, and who still sends may then never get to read the answer.
type lingering struct {
	net.Listener
	crowd   *crowd
	proxies proxies
	largest int64 // body that a route reads
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

// inSystem is how much of an answer the system keeps for one who is slow: more of
// it than that is ours to count.
const inSystem = 128 << 10

// Patience is how many seconds a browser should wait where there is no room.
const Patience = "10"

// full is what who finds no room gets.
const full = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: " + Patience +
	"\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\r\n"

func (l lingering) admit(conn net.Conn) net.Conn {
	both, ok := conn.(halves)
	if !ok {
		return conn
	}
	c := &lingeringConn{halves: both, crowd: l.crowd, largest: l.largest}
	c.past.Store(pastOfStrangers)
	c.owing.end = func() { both.Close() } // whoever reads or writes it closes the rest
	if l.crowd.enter(c, l.counted(conn)) {
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetWriteBuffer(inSystem)
		}
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
