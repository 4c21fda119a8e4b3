package alerts

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/web/core"
)

// unsubscribePage asks whether mails on a ticket shall end, or says that they did.
type unsubscribePage struct {
	core.Page
	Number int64
	Masked string
	Done   bool
}

// ShowUnsubscribe: GET /u/{token}. Inert: scanners and previews open it too.
func (s *Handlers) ShowUnsubscribe(c *fiber.Ctx) error {
	sub, err := s.Auth.FindSubscription(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.unsubscribe(c, sub, false)
}

// UnsubscribeMail: POST /u/{token}, from anywhere (RFC 8058): it can only mute
// mails on its ticket to its address.
func (s *Handlers) UnsubscribeMail(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
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

func (s *Handlers) unsubscribe(c *fiber.Ctx, sub access.Subscription, done bool) error {
	p := unsubscribePage{Page: s.Page(c, ""), Number: sub.Ticket, Masked: sub.Masked, Done: done}
	p.Title, p.Gate = p.T("unsubscribe.title", "Number", sub.Ticket), true
	if done {
		p.Title = p.T("unsubscribe.done_title")
	}
	return s.Render(c, "alerts/unsubscribe", p)
}
