package core

import (
	"github.com/gofiber/fiber/v2"
)

// Guard refuses what is meant for another site.
func (s *Core) Guard(c *fiber.Ctx) error {
	s.HTTP.Headers(c, isSecret(c))
	s.HTTP.Unnamed(c) // said once
	if !s.HTTP.OurHost(c) {
		return fiber.ErrMisdirectedRequest
	}
	return c.Next()
}

// Secret says that the address is itself one. Such a page says "same-origin" in
// its own head: under no-referrer, browsers without Sec-Fetch-Site post its forms
// with "Origin: null".
func Secret(c *fiber.Ctx) error {
	c.Locals("secret", true)
	return c.Next()
}

func isSecret(c *fiber.Ctx) bool { return c.Locals("secret") != nil }
