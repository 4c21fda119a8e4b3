package httpd

import (
	"github.com/gofiber/fiber/v2"

	"hilo/static"
)

// ShowStatic answers the file that the path names: named by content, so it is kept for ever.
func (s *Server) ShowStatic(c *fiber.Ctx) error {
	s.Headers(c, false)
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
