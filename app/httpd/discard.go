package httpd

import (
	"io"

	"github.com/gofiber/fiber/v2"
)

// Discard reads past the body of c, up to most bytes, and says how much came: all of it,
// unless there is an error.
func (s *Server) Discard(c *fiber.Ctx, most int64) (int64, error) {
	b, done := s.openBody(c, most+1)
	defer done()
	n, err := io.Copy(io.Discard, b)
	if err == nil {
		keep(c)
	}
	return n, err
}
