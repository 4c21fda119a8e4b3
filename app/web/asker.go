package web

import (
	"context"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
)

// lookEvery is how often it is asked whether somebody still waits.
const lookEvery = 100 * time.Millisecond

// whileAsked lets the work of a request end when its asker leaves: the server
// gives no sign of that, so the connection is looked at.
func (s *Server) whileAsked(c *fiber.Ctx) error {
	ctx, leave := context.WithCancel(c.UserContext())
	defer leave()
	conn := c.Context().Conn()
	go func() {
		for tick := time.NewTicker(lookEvery); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				if left(conn) {
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

// left tells whether the other side of a connection has ended it. It takes
// nothing of what is still to be read.
func left(conn net.Conn) (gone bool) {
	raw, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	control, err := raw.SyscallConn()
	if err != nil {
		return true
	}
	err = control.Control(func(fd uintptr) {
		var one [1]byte
		n, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		gone = n == 0 && err == nil || err == syscall.ECONNRESET
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

// latest lets one thing run for each person at a time: who comes anew ends what
// runs, and waits for its end.
type latest struct {
	mu sync.Mutex
	of map[int64]*turn
}

type turn struct {
	end  context.CancelFunc
	over chan struct{}
}

// enter waits for the person's turn. leave must be called; the context ends
// with the turn.
func (l *latest) enter(ctx context.Context, person int64) (_ context.Context, leave func()) {
	ctx, end := context.WithCancel(ctx)
	own := &turn{end, make(chan struct{})}
	l.mu.Lock()
	before := l.of[person]
	if l.of == nil {
		l.of = map[int64]*turn{}
	}
	l.of[person] = own
	l.mu.Unlock()
	if before != nil {
		before.end()
		<-before.over
	}
	return ctx, func() {
		end()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.of[person] == own {
			delete(l.of, person)
		}
		close(own.over)
	}
}
