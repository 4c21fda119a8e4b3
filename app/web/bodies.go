package web

import (
	"github.com/gofiber/fiber/v2"
)

// How much text a form brings: a few fields, a script's keys, or people's words,
// which are at most 20,000 characters of up to 12 bytes each on the wire.
const (
	fewFields = 4 << 10
	someKeys  = 64 << 10
	maxText   = 512 << 10
)

// bodies is how much text each route takes that takes more than a few fields.
// Files come on top, where a route takes them.
var bodies = map[string]int64{
	"POST /share":   maxText,
	"POST /tickets": maxText,

	"POST /tickets/similar":              maxText,
	"POST /tickets/:number/replies":      maxText,
	"POST /desk/tickets/:number/replies": maxText,
	"POST /desk/tickets/:number/notes":   maxText,
	"PUT /drafts/:ticket":                maxText,

	"POST /passkeys":             someKeys,
	"POST /passkeys/sign-in":     someKeys,
	"POST /push/subscriptions":   2 * fewFields,
	"DELETE /push/subscriptions": 2 * fewFields,
}

// textOf is how much text the route of c takes.
func textOf(c *fiber.Ctx) int64 {
	if most, more := bodies[routeOf(c)]; more {
		return most
	}
	return fewFields
}

// wasteOf is how much is read on and thrown away where a form has more than its
// most, so that the browser gets to read our answer.
func wasteOf(most int64) int64 {
	if most == maxText {
		return maxWaste
	}
	return 512 << 10
}
