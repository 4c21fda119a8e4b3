package account

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/web/core"
)

// guestPage shows a masked address and a number, and nothing else of the ticket.
type guestPage struct {
	core.Page
	Masked, Action string
	Number         int64
	UnderWay       *underWayPart
}

// ShowGuestLink: GET /g/{token}. Inert: scanners and previews open it too.
func (s *SignIn) ShowGuestLink(c *fiber.Ctx) error {
	link, err := s.Auth.FindLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadLink(c, err)
	}
	if s.holds(c, link) {
		return c.Redirect(fmt.Sprint("/tickets/", link.Number), fiber.StatusSeeOther)
	}
	p := guestPage{Page: s.Page(c, ""), Masked: link.Masked, Number: link.Number, Action: "/g/" + c.Params("token") + "/code"}
	p.Title, p.Gate, p.UnderWay = p.T("guest.title", "Number", link.Number), true, s.underWay(c)
	if w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); ok && w.Alive && w.For == link.ID {
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

// CreateGuestCode: POST /g/{token}/code sends a code to the address of the link, never to another.
func (s *SignIn) CreateGuestCode(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	token := c.Params("token")
	link, err := s.Auth.FindLink(c.UserContext(), token)
	if err != nil {
		return s.deadLink(c, err)
	}
	ask := s.ask(c, f)
	ask.Email, ask.Next, ask.Known = "", "", s.knows(c, access.LinkTarget(link.ID)) // whatever was typed: the address is the link's
	var challenge string
	if word, ok := access.ReadWord(f.Get("word")); ok {
		challenge, err = s.Auth.SendByWord(c.UserContext(), word, token, ask)
	} else {
		challenge, _, err = s.Auth.SendGuestCode(c.UserContext(), token, ask)
	}
	if err != nil {
		return s.deadLink(c, err)
	}
	s.HTTP.SetCookie(c, s.Cookies.Challenge, challenge, challengeLife)
	return c.Redirect("/g/"+token+"/verify", fiber.StatusSeeOther)
}

// ShowGuestVerify: GET /g/{token}/verify
func (s *SignIn) ShowGuestVerify(c *fiber.Ctx) error {
	token := c.Params("token")
	link, err := s.Auth.FindLink(c.UserContext(), token)
	if err != nil {
		return s.deadLink(c, err)
	}
	if w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); !ok || w.For != link.ID {
		return c.Redirect("/g/"+token, fiber.StatusSeeOther)
	}
	return s.askCode(c, guestVerify(token, link, ""), nil)
}

func guestVerify(token string, link access.Link, code string) verifyPage {
	return verifyPage{
		Action: "/g/" + token + "/verify", Again: "/g/" + token + "/code", Guest: true,
		Masked: link.Masked, Number: link.Number, Code: code,
	}
}

// CreateGuestSession: POST /g/{token}/verify, fields code and trust.
func (s *SignIn) CreateGuestSession(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	token := c.Params("token")
	if word, ok := access.ReadWord(f.Get("code")); ok {
		link, err := s.Auth.FindLink(c.UserContext(), token)
		if err != nil {
			return s.deadLink(c, err)
		}
		return s.sendByWord(c, f, word, token, guestVerify(token, link, f.Get("code")))
	}
	grant, err := s.Auth.VerifyGuest(c.UserContext(), token, c.Cookies(s.Cookies.Challenge), f.Get("code"), f.Get("trust") != "", s.clientOf(c, f, s.Cookies.Guest))
	if err != nil && core.Mendable(err) {
		link, gone := s.Auth.FindLink(c.UserContext(), token)
		if gone != nil {
			return s.deadLink(c, gone)
		}
		page := guestVerify(token, link, f.Get("code"))
		page.Trust = f.Get("trust") != ""
		return s.askCode(c, page, err)
	} else if err != nil {
		return s.deadLink(c, err)
	}
	s.HTTP.SetCookie(c, s.Cookies.Guest, grant.Cookie, grant.MaxAge)
	s.learn(c, grant.Target)
	s.HTTP.DropCookie(c, s.Cookies.Challenge)
	return c.Redirect(fmt.Sprint("/tickets/", grant.Ticket), fiber.StatusSeeOther)
}
