package agent

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/web/core"
	"hilo/app/web/ticket"
)

// CreateDeskReply: POST /desk/tickets/12345678/replies, send = reply | ask | solve.
func (s *Handlers) CreateDeskReply(c *fiber.Ctx) error {
	f, err := s.tickets.Message(c, limits.DeskReplies)
	if err != nil {
		return s.tickets.RerenderForm(c, f, err, s.deskPage)
	}
	var e desk.Entry
	ctx, actor, n := c.UserContext(), s.Actor(c), core.Number(c)
	s.tickets.Presence.Stop(desk.TicketChannel(n), actor.ID)
	switch send := f.Get("send"); {
	case send != "ask" && len(f.Values["wants[]"]) > 0: // ticked, and about to be lost
		err = fault.Mend("wants", "desk.wants.unasked")
	case send == "reply" || send == "":
		e, err = s.Desk.Reply(ctx, actor, n, ticket.NewMessage(f))
	case send == "ask":
		e, err = s.Desk.Ask(ctx, actor, n, ticket.NewMessage(f), f.Values["wants[]"])
	case send == "solve":
		e, err = s.Desk.Solve(ctx, actor, n, ticket.NewMessage(f))
	default:
		err = fault.Mend("send", "desk.send.unknown")
	}
	return s.tickets.RespondSent(c, f, e, err, s.deskPage)
}

// CreateNote: POST /desk/tickets/12345678/notes
func (s *Handlers) CreateNote(c *fiber.Ctx) error {
	f, err := s.tickets.Message(c, limits.DeskReplies)
	if f != nil {
		f.Note = true
	}
	if err != nil {
		return s.tickets.RerenderForm(c, f, err, s.deskPage)
	}
	e, err := s.Desk.Note(c.UserContext(), s.Actor(c), core.Number(c), ticket.NewMessage(f))
	return s.tickets.RespondSent(c, f, e, err, s.deskPage)
}
