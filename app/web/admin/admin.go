// Package admin is what admins alone see: how the installation fares.
package admin

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/core"
)

// Handlers answer admins.
type Handlers struct{ *core.Core }

// Admins may come here.
func (s *Handlers) Admins(c *fiber.Ctx) error { return s.AtDesk(c, desk.Administer) }

// New returns the handlers of admins.
func New(s *core.Core) *Handlers { return &Handlers{s} }
