package web

import (
	"net"
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
// What others could read differently is refused, wherever it goes.
func (s *Server) closing(c *fiber.Ctx) error {
	err := framing(&c.Request().Header)
	if hasBody(c) || err != nil {
		c.Context().SetConnectionClose()
	}
	if err != nil {
		return err
	}
	return c.Next()
}

// guard refuses what is meant for another site, and holds the rule of unsafe methods.
func (s *Server) guard(c *fiber.Ctx) error {
	s.guardHeaders(c)
	s.unnamed(c) // said once
	if !s.meantForUs(c) {
		return fiber.ErrMisdirectedRequest
	}
	if !s.sameOrigin(c) {
		return fault.Say(fault.Refused, "problem.origin")
	}
	return c.Next()
}

// serve has the server below fiber tell us how its connections are, and gives
// the first of a body its time: that much is read before anybody asks for it.
func (s *Server) serve(below *fasthttp.Server) {
	below.Handler = s.named(below.Handler)
	below.HeaderReceived = func(*fasthttp.RequestHeader) fasthttp.RequestConfig {
		return fasthttp.RequestConfig{ReadTimeout: firstRead, MaxRequestBodySize: firstSize}
	}
	below.ConnState = func(conn net.Conn, now fasthttp.ConnState) {
		if c, ok := conn.(*lingeringConn); ok && now == fasthttp.StateIdle {
			c.allow(0)
			s.crowd.are(c, idle)
		}
	}
}

// named lets a method that nobody knows count as one that no route has: fiber
// would answer it by itself, without our headers.
func (s *Server) named(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if c, ok := ctx.Conn().(*lingeringConn); ok {
			s.crowd.are(c, served)
		}
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
