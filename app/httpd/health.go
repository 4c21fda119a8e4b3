package httpd

import (
	"log/slog"

	"github.com/gofiber/fiber/v2"
)

// ShowHealth answers that the process lives.
func (s *Server) ShowHealth(c *fiber.Ctx) error {
	s.Headers(c, false)
	return c.SendString("ok\n")
}

// ShowReady answers whether what the site stands on does; degraded says what it
// can do without for a while, "" for nothing. Then it is still ready: a 503 would
// make a proxy drop what can be read.
func (s *Server) ShowReady(ready func() error, degraded func() string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		s.Headers(c, false)
		if err := ready(); err != nil {
			slog.Error("not ready", "err", err)
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
		}
		if what := degraded(); what != "" {
			return c.SendString("ready\ndegraded: " + what + "\n")
		}
		return c.SendString("ready\n")
	}
}
