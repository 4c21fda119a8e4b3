package web

import (
	"github.com/gofiber/fiber/v2"
)

// revocationPage asks whether all links of a ticket shall end, or says that they did.
type revocationPage struct {
	Page
	Number int64
	Done   bool
}

// showRevocation: GET /g/{token}/revocation. Inert, as the link itself: one button.
func (s *Server) showRevocation(c *fiber.Ctx) error {
	link, err := s.Auth.FindLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadLink(c, err)
	}
	p := revocationPage{Page: s.page(c, ""), Number: link.Number}
	p.Title, p.Gate = p.T("revoke.title", "Number", link.Number), true
	return s.render(c, "account/revocation", p)
}

// revokeLinks: POST /g/{token}/revocation ends every link of the ticket and
// every guest's session there. Whoever holds a link may: it only takes away.
// There is no page to go on to, for the address is dead by then.
func (s *Server) revokeLinks(c *fiber.Ctx) error {
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	link, err := s.Auth.FindLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadLink(c, err)
	}
	if err := s.Auth.RevokeLinks(c.UserContext(), link.Number); err != nil {
		return err
	}
	p := revocationPage{Page: s.page(c, "revoke.done_title"), Number: link.Number, Done: true}
	p.Gate = true
	return s.render(c, "account/revocation", p)
}
