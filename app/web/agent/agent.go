// Package agent is the desk: the queue, a ticket with its panel, and the verbs that
// only staff has.
package agent

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/web/ticket"
)

// Handlers answer staff.
type Handlers struct {
	*core.Core
	tickets *ticket.Handlers
	lists   *ticket.Lists
}

// Agents may come here.
func (s *Handlers) Agents(c *fiber.Ctx) error { return s.AtDesk(c, desk.WorkTickets) }

// New returns the handlers of the desk.
func New(s *core.Core, t *ticket.Handlers, l *ticket.Lists) *Handlers {
	return &Handlers{Core: s, tickets: t, lists: l}
}
