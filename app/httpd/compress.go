package httpd

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"hilo/static"
)

// leastPacked is how many bytes a page has that is worth it, packLevel how hard is tried.
const (
	leastPacked = 1 << 10
	packLevel   = 5
)

// Compress compresses a page as far as the browser says it reads it. Streams
// are never compressed.
func Compress(c *fiber.Ctx, html []byte) []byte {
	encoding := Encoding(c)
	c.Vary(fiber.HeaderAcceptEncoding)
	if encoding != "" && len(html) >= leastPacked {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return Pack(html, encoding)
}

// Encoding is how a page goes to the browser of c, as Content-Encoding calls it; "" as it is.
func Encoding(c *fiber.Ctx) string {
	accepts := c.Get(fiber.HeaderAcceptEncoding)
	for _, encoding := range []string{"br", "gzip"} {
		if static.Allows(accepts, encoding) {
			return encoding
		}
	}
	return ""
}

// Pack is a page in an encoding; a short one stays as it is.
func Pack(html []byte, encoding string) []byte {
	switch {
	case len(html) < leastPacked:
	case encoding == "br":
		return fasthttp.AppendBrotliBytesLevel(nil, html, packLevel)
	case encoding == "gzip":
		return fasthttp.AppendGzipBytesLevel(nil, html, packLevel)
	}
	return html
}

// SendPacked answers with a page that was packed before, and is no short one.
func SendPacked(c *fiber.Ctx, packed []byte, encoding string) error {
	c.Vary(fiber.HeaderAcceptEncoding)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return c.Send(packed)
}
