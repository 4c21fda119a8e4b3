package account

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/web/core"
	"hilo/views"
)

// guestPage shows a masked address and a number, and nothing else of the ticket.
type guestPage struct {
	core.Page
	Masked, Action string
	Number         int64
	UnderWay       *underWayPart
	Dead           *views.Fault // the code that was typed
}

// ShowGuestLink: GET /g/{token}. Inert: scanners and previews open it too.
func (s *SignIn) ShowGuestLink(c *fiber.Ctx) error {
	link, err := s.Auth.Guests.FindLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadLink(c, err)
	}
	if s.holds(c, link) {
		return c.Redirect(fmt.Sprint("/tickets/", link.Number), fiber.StatusSeeOther)
	}
	p := guestPage{Page: s.Page(c, ""), Masked: link.Masked, Number: link.Number, Action: "/g/" + c.Params("token") + "/code"}
	p.Dead = dead(c, p.Localizer)
	p.Title, p.Gate, p.UnderWay = p.T("guest.title", "Number", link.Number), true, s.underWay(c)
	if w, ok := s.Auth.Codes.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); ok && w.Alive && w.For == link.ID {
		p.UnderWay = &underWayPart{"/g/" + c.Params("token") + "/verify", w.Masked}
	}
	return s.Render(c, "account/guest", p)
}

// holds tells whether this browser has a live session for the link's ticket.
func (s *SignIn) holds(c *fiber.Ctx, link access.Link) bool {
	if v := s.CurrentViewer(c); !v.Nobody() && v.Person.ID == link.PersonID {
		return true
	}
	guest, err := s.GuestSession(c)
	return err == nil && guest.Session.ID != "" && guest.GuestOf(link.Number)
}

// deadLink is one page for links that never were, are over or were revoked.
func (s *SignIn) deadLink(c *fiber.Ctx, err error) error {
	if fault.Of(err).Kind != fault.Unknown {
		return err
	}
	p := s.Page(c, "guest.dead_title")
	p.Gate = true
	c.Status(fiber.StatusNotFound)
	return s.Render(c, "account/guest_dead", p)
}
