package agent

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
)

// NoteTyping: POST /desk/tickets/12345678/typing: an agent is writing a reply.
func (s *Handlers) NoteTyping(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	actor, topic := s.Actor(c), desk.TicketChannel(core.Number(c))
	if _, err := s.Desk.Ticket(c.UserContext(), actor, core.Number(c)); err != nil {
		return err
	}
	if s.tickets.Presence.Sign(topic, live.Typist{ID: actor.ID, Name: actor.Name}) {
		s.Bell.Ring(topic)
	}
	return c.SendStatus(fiber.StatusNoContent)
}
