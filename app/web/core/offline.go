package core

import (
	"github.com/gofiber/fiber/v2"
)

// tellAccount tells the worker whose page this is, and in which language they read, and
// returns that; nobody's, a guest's and the desk's say nothing.
func tellAccount(s *Core, c *fiber.Ctx) (tag string) {
	v := s.CurrentViewer(c)
	if v.Guest() || v.Nobody() || v.AtDesk() {
		return ""
	}
	tag = s.Secret.AccountTag(v.Person.ID)
	c.Set("X-Account", tag)
	c.Set(fiber.HeaderContentLanguage, v.Localizer.Locale)
	return tag
}

// KeepOffline lets the worker keep this page for reading without a connection: a
// person's own tickets alone, never a guest's and nothing of the desk.
func KeepOffline(c *fiber.Ctx, v *Viewer) {
	if c.Method() == fiber.MethodGet && !v.Nobody() && !v.Guest() && !v.AtDesk() {
		c.Set("X-Offline", "keep")
	}
}

// ByWorker tells a page that the worker fetched again to keep it: nobody looks at it.
func ByWorker(c *fiber.Ctx) bool { return c.Get("X-Offline") == "keep" }
