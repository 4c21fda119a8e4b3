package httpd

import (
	"context"
	"net"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
)

const (
	lookEvery  = 100 * time.Millisecond // it is asked so often whether somebody still waits
	maxUnasked = 1 << 10                // bytes that may come behind a request while its answer is made
)

// WhileAsked lets the work of a request end when its asker leaves: the server
// gives no sign of that, so the connection is looked at.
func WhileAsked(c *fiber.Ctx) error {
	ctx, leave := context.WithCancel(c.UserContext())
	defer leave()
	conn, asked := c.Context().Conn(), !HasBody(c)
	go func() {
		for tick := time.NewTicker(lookEvery); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				if left(conn, asked) {
					leave()
				}
			}
		}
	}()
	c.SetUserContext(ctx)
	if err := c.Next(); ctx.Err() == nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent) // nobody reads it
}

// left tells whether the other side of a connection has ended it. It takes nothing
// of what is still to be read. asked: all of the request is here, so that more than
// the next one's beginning is no question, and could hide the end behind it.
func left(conn net.Conn, asked bool) (gone bool) {
	raw, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	control, err := raw.SyscallConn()
	if err != nil {
		return true
	}
	err = control.Control(func(fd uintptr) {
		var some [maxUnasked]byte
		n, _, err := syscall.Recvfrom(int(fd), some[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		gone = n == 0 && err == nil || err == syscall.ECONNRESET || asked && n == len(some) || hungUp(fd)
	})
	return gone || err != nil
}

// SyscallConn lets left look at the connection below.
func (c *lingeringConn) SyscallConn() (syscall.RawConn, error) {
	if below, ok := c.halves.(syscall.Conn); ok {
		return below.SyscallConn()
	}
	return nil, syscall.ENOTSUP
}
