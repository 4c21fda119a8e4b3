package web

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
)

// answerProposal is a customer's word on a proposed solution: to the ticket as
// it stands, or to the proposal that field seq names.
func (s *Server) answerProposal(c *fiber.Ctx, to func(context.Context, desk.Actor, int64) (desk.Entry, error),
	named func(context.Context, desk.Actor, int64, int64) (desk.Entry, error)) error {
	if err := s.allow(c, access.Replies); err != nil { // it is one more entry, and alerts
		return err
	}
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	if f.get("seq") == "" {
		e, err := to(c.UserContext(), s.who(c), number(c))
		return s.settled(c, e, err)
	}
	seq, err := strconv.ParseInt(f.get("seq"), 10, 64)
	if err != nil {
		return fiber.ErrBadRequest
	}
	e, err := named(c.UserContext(), s.who(c), number(c), seq)
	return s.settled(c, e, err)
}
