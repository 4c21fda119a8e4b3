package web

import (
	"io"
	"net"
	"time"
)

// lingerTime is how long we still read after our last word.
const lingerTime = 30 * time.Second

// lingering is a listener whose connections close as RFC 9112, 9.6 asks: one
// that is closed with something unread is reset, and who still sends may then
// never get to read the answer.
type lingering struct{ net.Listener }

func (l lingering) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return lingeringConn{tcp}, nil
	}
	return conn, err
}

type lingeringConn struct{ *net.TCPConn }

// Close ends our side and reads past what still comes, until the other side
// ends too or its time is over.
func (c lingeringConn) Close() error {
	if c.CloseWrite() == nil {
		c.SetReadDeadline(time.Now().Add(lingerTime))
		io.Copy(io.Discard, c.TCPConn)
	}
	return c.TCPConn.Close()
}
