package httpd

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"

	"hilo/static"
)

// ShowStatic answers the file that the path names: named by content, so it is kept for ever.
// Those of other programs are asked for by pages that were open before an upgrade.
func (s *Server) ShowStatic(c *fiber.Ctx) error {
	s.Headers(c, false)
	name := c.Params("file")
	f, ok := static.Open(name, c.Get(fiber.HeaderAcceptEncoding))
	if !ok && s.options.Earlier != nil {
		body, err := s.options.Earlier(c.UserContext(), utils.CopyString(name))
		if err != nil {
			return err
		}
		f, ok = static.As(name, body)
		ok = ok && body != nil
	}
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
