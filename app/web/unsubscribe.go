package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
)

// unsubscribePage asks whether mails on a ticket shall end, or says that they did.
type unsubscribePage struct {
	Page
	Number int64
	Masked string
	Done   bool
}

// anybody is nobody in particular: no cookie is read.
func (s *Server) anybody(c *fiber.Ctx) error {
	s.meet(c, access.Viewer{})
	return c.Next()
}

// showUnsubscribe: GET /u/{token}. Inert: scanners and previews open it too.
func (s *Server) showUnsubscribe(c *fiber.Ctx) error {
	sub, err := s.Auth.FindSubscription(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.unsubscribe(c, sub, false)
}

// unsubscribeMail: POST /u/{token}, from anywhere (RFC 8058): it can only mute
// mails on its ticket to its address.
func (s *Server) unsubscribeMail(c *fiber.Ctx) error {
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	sub, err := s.Auth.FindSubscription(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	if err := s.Notify.MuteMail(c.UserContext(), sub.PersonID, sub.Ticket); err != nil {
		return err
	}
	return s.unsubscribe(c, sub, true)
}

func (s *Server) unsubscribe(c *fiber.Ctx, sub access.Subscription, done bool) error {
	p := unsubscribePage{Page: s.page(c, ""), Number: sub.Ticket, Masked: sub.Masked, Done: done}
	p.Title, p.Gate = p.T("unsubscribe.title", "Number", sub.Ticket), true
	if done {
		p.Title = p.T("unsubscribe.done_title")
	}
	return s.render(c, "alerts/unsubscribe", p)
}
