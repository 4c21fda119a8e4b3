package httpd

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; " +
	"form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"

// Closing is the first to see a request. It closes the connection of every one
// with a body: what is left of it would run as the next request. ReadForm
// lifts that once the body is read.
// What others could read differently is refused, wherever it goes.
func Closing(c *fiber.Ctx) error {
	err := framing(&c.Request().Header)
	if HasBody(c) || err != nil {
		c.Context().SetConnectionClose()
	}
	if err != nil {
		return err
	}
	return c.Next()
}

// Headers sets what every answer carries; secret: its address is a secret itself.
func (s *Server) Headers(c *fiber.Ctx, secret bool) {
	c.Set("Content-Security-Policy", contentPolicy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	c.Set("Referrer-Policy", "same-origin")
	if secret {
		c.Set("Referrer-Policy", "no-referrer")
		c.Set("X-Robots-Tag", "noindex")
	}
	if strings.HasPrefix(s.options.URL, "https:") {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// plainHeaders is the shorter say for what a page loads: it is no page itself, and
// what it may do is the page's to tell.
func plainHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	for _, ofPages := range []string{"Cross-Origin-Opener-Policy", "Permissions-Policy"} {
		c.Response().Header.Del(ofPages)
	}
}

// HasBody tells whether a body follows the head, of a known length or in chunks.
func HasBody(c *fiber.Ctx) bool {
	n := c.Request().Header.ContentLength() // -1: chunks, -2: not said
	return n > 0 || n == -1
}

// SameOrigin tells whether what changes something comes from our own pages. No
// token is needed. system: also what a system brings by itself may.
func (s *Server) SameOrigin(c *fiber.Ctx, system bool) bool {
	if m := c.Method(); m == fiber.MethodGet || m == fiber.MethodHead || m == fiber.MethodOptions {
		return true
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none" && system
	}
	return c.Get(fiber.HeaderOrigin) == s.options.URL
}
