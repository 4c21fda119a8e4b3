package httpd

import (
	"io"
	"mime"

	"github.com/gofiber/fiber/v2"
)

// ReadJSON reads a body of JSON of at most so many bytes, to its end, as ReadForm does.
func (s *Server) ReadJSON(c *fiber.Ctx, most int64) ([]byte, error) {
	if !HasBody(c) {
		return nil, nil
	}
	if !SendsJSON(c) {
		return nil, fiber.ErrUnsupportedMediaType
	}
	body, done := s.openBody(c, most)
	defer done()
	text := s.unread.open(c.Context().Conn())
	defer text.close()
	all, err := io.ReadAll(text.of(body))
	if err != nil {
		return nil, unreadable(err)
	}
	keep(c)
	return all, nil
}

// SendsJSON tells whether the body of c says that it is JSON.
func SendsJSON(c *fiber.Ctx) bool {
	kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	return kind == fiber.MIMEApplicationJSON
}
