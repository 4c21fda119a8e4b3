package web

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"

	"hilo/app/files"
	"hilo/static"
)

// rescue turns a panic into a calm page; the process lives on.
func (s *Server) rescue(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("handler panicked", "route", c.Route().Path, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = fiber.ErrInternalServerError
		}
	}()
	return c.Next()
}

// showHealth: GET /healthz: the process lives.
func (s *Server) showHealth(c *fiber.Ctx) error {
	s.guardHeaders(c)
	return c.SendString("ok\n")
}

// showReady: GET /readyz: the database answers.
func (s *Server) showReady(c *fiber.Ctx) error {
	s.guardHeaders(c)
	if err := s.Ready(); err != nil {
		slog.Error("not ready", "err", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
	}
	if s.Disk.Room() != files.Enough {
		return c.SendString("ready\ndegraded: disk\n") // a 503 would make a proxy drop what still can be read
	}
	return c.SendString("ready\n")
}

// showStatic: GET /static/{file}: named by content, so it is kept for ever.
func (s *Server) showStatic(c *fiber.Ctx) error {
	s.guardHeaders(c)
	f, ok := static.Open(c.Params("file"), c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return fiber.ErrNotFound
	}
	plainHeaders(c)
	c.Set(fiber.HeaderContentType, f.Type)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	if f.Encoding != "" {
		c.Set(fiber.HeaderContentEncoding, f.Encoding)
	}
	if f.Varies {
		c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	}
	return c.Send(f.Body)
}
