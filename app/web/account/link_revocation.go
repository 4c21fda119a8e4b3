package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

// revocationPage asks whether all links of a ticket shall end, or says that they did.
type revocationPage struct {
	core.Page
	Number int64
	Done   bool
}

// ShowRevocation: GET /g/{token}/revocation. Inert, as the link itself: one button.
func (s *SignIn) ShowRevocation(c *fiber.Ctx) error {
	link, err := s.Auth.Guests.FindLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadLink(c, err)
	}
	p := revocationPage{Page: s.Page(c, ""), Number: link.Number}
	p.Title, p.Gate = p.T("revoke.title", "Number", link.Number), true
	return s.Render(c, "account/revocation", p)
}

// RevokeLinks: POST /g/{token}/revocation ends every link of the ticket and
// every guest's session there. Whoever holds a link may: it only takes away.
// There is no page to go on to, for the address is dead by then.
func (s *SignIn) RevokeLinks(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	link, err := s.Auth.Guests.FindLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadLink(c, err)
	}
	if err := s.Auth.Guests.RevokeLinks(c.UserContext(), link.Number); err != nil {
		return err
	}
	p := revocationPage{Page: s.Page(c, "revoke.done_title"), Number: link.Number, Done: true}
	p.Gate = true
	return s.Render(c, "account/revocation", p)
}
