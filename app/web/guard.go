package web

import (
	"github.com/gofiber/fiber/v2"
)

// guard refuses what is meant for another site.
func (s *Server) guard(c *fiber.Ctx) error {
	s.guardHeaders(c)
	s.http.Unnamed(c) // said once
	if !s.http.OurHost(c) {
		return fiber.ErrMisdirectedRequest
	}
	return c.Next()
}

// guardHeaders sets what every answer carries.
func (s *Server) guardHeaders(c *fiber.Ctx) { s.http.Headers(c, isSecret(c)) }

// secret says that the address is itself one. Such a page says "same-origin" in
// its own head: under no-referrer, browsers without Sec-Fetch-Site post its forms
// with "Origin: null".
func secret(c *fiber.Ctx) error {
	c.Locals("secret", true)
	return c.Next()
}

func isSecret(c *fiber.Ctx) bool { return c.Locals("secret") != nil }
