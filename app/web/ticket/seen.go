package ticket

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

// SeeTicket: POST /tickets/12345678/seen, field seq: the page showed it while visible.
func (s *Handlers) SeeTicket(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	v := s.CurrentViewer(c)
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, core.Number(c))
	if err != nil {
		return err
	}
	var seq int64
	if _, err := fmt.Sscan(f.Get("seq"), &seq); err != nil || seq < 0 {
		return fiber.ErrBadRequest
	}
	if err := s.Desk.See(c.UserContext(), v.Actor, t, seq); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
