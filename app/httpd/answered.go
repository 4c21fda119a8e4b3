package httpd

import (
	"fmt"
	"math"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// RetryAfter says when it is worth to come again.
func RetryAfter(c *fiber.Ctx, wait time.Duration) {
	c.Set(fiber.HeaderRetryAfter, fmt.Sprint(int(math.Ceil(wait.Seconds()))))
}

// Answered makes an answer by next, if whom takes those that were made; else
// fault TooMany.
func (s *Server) Answered(c *fiber.Ctx, whom Asker, next fiber.Handler) error {
	below, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return next(c)
	}
	if !below.owing.begin(&s.answers, whom) {
		RetryAfter(c, 5*time.Second)
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	err := next(c)
	if err == nil {
		made(c)
	}
	return err // its page is counted when it is made
}

// made counts the answer of c as it is.
func made(c *fiber.Ctx) {
	conn, ok := c.Context().Conn().(*lingeringConn)
	switch {
	case !ok:
	case c.Response().IsBodyStream(): // it is made as it goes
		conn.owing.made(64 << 10)
	default:
		conn.owing.made(len(c.Response().Body()))
	}
}

// Room tells whether there is room for an answer to whom that holds again what was
// sent, and counts it.
func (s *Server) Room(c *fiber.Ctx, whom Asker) bool {
	conn, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return true
	}
	conn.owing.mu.Lock()
	making := conn.owing.making
	conn.owing.mu.Unlock()
	return making || conn.owing.begin(&s.answers, whom)
}
