package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// claimTicket: POST /tickets/12345678/claim, field answer=yes|no: was it you
// who opened it? After a no there is no such ticket to go back to.
func (s *Server) claimTicket(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	answer := f.get("answer")
	if answer != "yes" && answer != "no" {
		return fiber.ErrBadRequest
	}
	e, err := s.Desk.Own(c.UserContext(), s.who(c), number(c), answer == "yes")
	if err != nil {
		return err
	}
	if answer == "no" && e.Seq > 0 {
		return c.Redirect("/tickets", fiber.StatusSeeOther)
	}
	return c.Redirect(fmt.Sprint("/tickets/", e.Ticket), fiber.StatusSeeOther)
}
