package web

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// lingerTime is how long we still read after our last word.
const lingerTime = 30 * time.Second

// lingering is a listener whose connections close as RFC 9112, 9.6 asks: one
// that is closed with something unread is reset, and who still sends may then
// never get to read the answer. A server that stops waits for nobody: whoever
// is out of reach would keep it for all of that time.
type lingering struct {
	net.Listener
	stops *atomic.Bool
}

func (l lingering) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return lingeringConn{tcp, l.stops}, nil
	}
	return conn, err
}

type lingeringConn struct {
	*net.TCPConn
	stops *atomic.Bool
}

// Close ends our side and reads past what still comes, until the other side
// ends too or its time is over.
func (c lingeringConn) Close() error {
	if !c.stops.Load() && c.CloseWrite() == nil {
		c.SetReadDeadline(time.Now().Add(lingerTime))
		io.Copy(io.Discard, c.TCPConn)
	}
	return c.TCPConn.Close()
}
