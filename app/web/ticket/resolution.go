package ticket

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// ConfirmTicket: POST /tickets/12345678/resolution: yes, it is solved. Field
// seq may name the proposal that was seen.
func (s *Handlers) ConfirmTicket(c *fiber.Ctx) error {
	return s.answerProposal(c, s.Desk.Confirm, s.Desk.ConfirmProposal)
}

// ReopenTicket: POST /tickets/12345678/reopening: not yet. Field seq likewise.
func (s *Handlers) ReopenTicket(c *fiber.Ctx) error {
	return s.answerProposal(c, s.Desk.Reopen, s.Desk.ReopenProposal)
}

// answerProposal is a customer's word on a proposed solution: to the ticket as
// it stands, or to the proposal that field seq names.
func (s *Handlers) answerProposal(c *fiber.Ctx, to func(context.Context, desk.Actor, int64) (desk.Entry, error),
	named func(context.Context, desk.Actor, int64, int64) (desk.Entry, error)) error {
	if err := s.Allow(c, limits.Replies); err != nil { // it is one more entry, and alerts
		return err
	}
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	if f.Get("seq") == "" {
		e, err := to(c.UserContext(), s.Actor(c), core.Number(c))
		return s.RespondVerb(c, e, err)
	}
	seq, err := strconv.ParseInt(f.Get("seq"), 10, 64)
	if err != nil {
		return fiber.ErrBadRequest
	}
	e, err := named(c.UserContext(), s.Actor(c), core.Number(c), seq)
	return s.RespondVerb(c, e, err)
}

// RateTicket: POST /tickets/12345678/rating, fields score and comment.
func (s *Handlers) RateTicket(c *fiber.Ctx) error {
	return s.sayInPart(c, "turn", func(number int64, f *core.Form) (desk.Entry, error) {
		return s.Desk.Rate(c.UserContext(), s.Actor(c), number, f.Get("score"), f.Get("comment"))
	})
}
