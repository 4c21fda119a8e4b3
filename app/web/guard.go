package web

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"hilo/app/fault"
)

const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; " +
	"form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"

// closing is the first to see a request. It closes the connection of every one
// with a body: what is left of it would run as the next request. readForm
// lifts that once the body is read.
func (s *Server) closing(c *fiber.Ctx) error {
	if hasBody(c) {
		c.Context().SetConnectionClose()
	}
	return c.Next()
}

// guard refuses what proxies and we could read differently, and holds the rule
// of unsafe methods.
func (s *Server) guard(c *fiber.Ctx) error {
	s.guardHeaders(c)
	if smuggles(c) {
		c.Context().SetConnectionClose()
		return fiber.ErrBadRequest
	}
	if !s.sameOrigin(c) {
		return fault.Say(fault.Refused, "problem.origin")
	}
	return c.Next()
}

// named lets a method that nobody knows count as one that no route has: fiber
// would answer it by itself, without our headers.
func named(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(ctx.Method())) {
			ctx.Request.Header.SetMethod(fiber.MethodTrace)
		}
		next(ctx)
	}
}

// guardHeaders sets what every answer carries.
func (s *Server) guardHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", contentPolicy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	c.Set("Referrer-Policy", "same-origin")
	if secretPath(c) {
		c.Set("Referrer-Policy", "no-referrer")
		c.Set("X-Robots-Tag", "noindex")
	}
	if strings.HasPrefix(s.Options.URL, "https:") {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// secretPath tells whether the address is itself the secret. Such a page says
// "same-origin" in its own head: under no-referrer, browsers without
// Sec-Fetch-Site post its forms with "Origin: null".
func secretPath(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Path(), "/g/") || strings.HasPrefix(c.Path(), "/u/") || strings.HasPrefix(c.Path(), "/staff/")
}

// plainHeaders is the shorter say for what a page loads: it is no page itself, and
// what it may do is the page's to tell.
func plainHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	for _, ofPages := range []string{"Cross-Origin-Opener-Policy", "Permissions-Policy"} {
		c.Response().Header.Del(ofPages)
	}
}

// hasBody tells whether a body follows the head, of a known length or in chunks.
func hasBody(c *fiber.Ctx) bool {
	n := c.Request().Header.ContentLength() // -1: chunks, -2: not said
	return n > 0 || n == -1
}

// smuggles tells whether both Transfer-Encoding and Content-Length came (RFC
// 9112, 6.1): behind a proxy that believes the other one, the rest of the body
// would be a request of its own.
func smuggles(c *fiber.Ctx) bool {
	raw := bytes.ToLower(c.Request().Header.RawHeaders())
	return hasField(raw, "transfer-encoding") && hasField(raw, "content-length")
}

func hasField(raw []byte, name string) bool {
	return bytes.HasPrefix(raw, []byte(name+":")) || bytes.Contains(raw, []byte("\n"+name+":"))
}

// sameOrigin holds the rule of PRODUCT.md, Access: what changes something must
// come from our own pages. No token is needed.
func (s *Server) sameOrigin(c *fiber.Ctx) bool {
	if m := c.Method(); m == fiber.MethodGet || m == fiber.MethodHead || m == fiber.MethodOptions {
		return true
	}
	if strings.HasPrefix(c.Path(), "/u/") { // mail programs send it; it reads no cookie
		return true
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none" && c.Path() == sharePath
	}
	return c.Get(fiber.HeaderOrigin) == s.Options.URL
}
