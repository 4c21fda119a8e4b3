package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// guard refuses what is meant for another site, and holds the rule of unsafe methods.
func (s *Server) guard(c *fiber.Ctx) error {
	s.guardHeaders(c)
	s.http.Unnamed(c) // said once
	if !s.http.OurHost(c) {
		return fiber.ErrMisdirectedRequest
	}
	if !s.sameOrigin(c) {
		return fault.Say(fault.Refused, "problem.origin")
	}
	return c.Next()
}

// guardHeaders sets what every answer carries.
func (s *Server) guardHeaders(c *fiber.Ctx) { s.http.Headers(c, secretPath(c)) }

// secretPath tells whether the address is itself the secret. Such a page says
// "same-origin" in its own head: under no-referrer, browsers without
// Sec-Fetch-Site post its forms with "Origin: null".
func secretPath(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Path(), "/g/") || strings.HasPrefix(c.Path(), "/u/") || strings.HasPrefix(c.Path(), "/staff/")
}

// sameOrigin holds the rule of PRODUCT.md, Access: what changes something must
// come from our own pages.
func (s *Server) sameOrigin(c *fiber.Ctx) bool {
	if strings.HasPrefix(c.Path(), "/u/") { // mail programs send it; it reads no cookie
		return true
	}
	return s.http.SameOrigin(c, c.Path() == sharePath)
}
