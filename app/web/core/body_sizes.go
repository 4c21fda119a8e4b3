package core

import (
	"github.com/gofiber/fiber/v2"
)

// How much text a form brings: a few fields, a script's keys, or people's words,
// which are at most 20,000 characters of up to 12 bytes each on the wire.
const (
	FewFields = 4 << 10
	SomeKeys  = 64 << 10
	MaxText   = 512 << 10
)

// textOf is how much text the route of c takes.
func textOf(c *fiber.Ctx) int64 { return max(policyOf(c).Text, FewFields) }

// wasteOf is how much is read on and thrown away where a form has more than its
// most, so that the browser gets to read our answer.
func wasteOf(most int64) int64 {
	if most == MaxText {
		return maxWaste
	}
	return 512 << 10
}
