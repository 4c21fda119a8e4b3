package agent

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/web/core"
)

// AssignTicket: POST /desk/tickets/12345678/assignment, assignee = address or empty.
func (s *Handlers) AssignTicket(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	email := f.Get("assignee")
	if email != "" {
		if email, err = access.Canonical(email); err != nil {
			return fault.Mend("assignee", "desk.assignee.unknown")
		}
	}
	e, err := s.Desk.Assign(c.UserContext(), s.Actor(c), core.Number(c), email)
	return s.tickets.RespondVerb(c, e, err)
}

// SetStatus: POST /desk/tickets/12345678/status, status = open | hold | solved.
func (s *Handlers) SetStatus(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	e, err := s.Desk.SetStatus(c.UserContext(), s.Actor(c), core.Number(c), desk.Status(f.Get("status")))
	return s.tickets.RespondVerb(c, e, err)
}
