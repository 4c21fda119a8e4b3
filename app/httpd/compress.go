package httpd

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"hilo/static"
)

// Compress compresses a page as far as the browser says it reads it. Streams
// are never compressed.
func Compress(c *fiber.Ctx, html []byte) []byte {
	c.Vary(fiber.HeaderAcceptEncoding)
	accepts := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case len(html) < 1<<10:
	case static.Allows(accepts, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return fasthttp.AppendBrotliBytesLevel(nil, html, 5)
	case static.Allows(accepts, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return fasthttp.AppendGzipBytesLevel(nil, html, 5)
	}
	return html
}
