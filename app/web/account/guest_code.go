package account

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/web/core"
)

// CreateGuestCode: POST /g/{token}/code sends a code to the address of the link, never to another.
func (s *SignIn) CreateGuestCode(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	token := c.Params("token")
	link, err := s.Auth.Guests.FindLink(c.UserContext(), token)
	if err != nil {
		return s.deadLink(c, err)
	}
	ask := s.ask(c, f)
	ask.Email, ask.Next, ask.Known = "", "", s.knows(c, access.LinkTarget(link.ID)) // whatever was typed: the address is the link's
	var challenge string
	if word, ok := access.ReadWord(f.Get("word")); ok {
		challenge, err = s.Auth.Codes.SendByWord(c.UserContext(), word, token, ask)
	} else {
		challenge, _, err = s.Auth.Guests.SendCode(c.UserContext(), token, ask)
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
	link, err := s.Auth.Guests.FindLink(c.UserContext(), token)
	if err != nil {
		return s.deadLink(c, err)
	}
	if w, ok := s.Auth.Codes.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); !ok || w.For != link.ID {
		return c.Redirect("/g/"+token, fiber.StatusSeeOther)
	}
	page := guestVerify(token, link, "")
	page.Trust = c.Query("trust") == "on"
	return s.askCode(c, page, nil)
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
		link, err := s.Auth.Guests.FindLink(c.UserContext(), token)
		if err != nil {
			return s.deadLink(c, err)
		}
		return s.sendByWord(c, f, word, token, guestVerify(token, link, f.Get("code")))
	}
	grant, err := s.Auth.Guests.Verify(c.UserContext(), token, c.Cookies(s.Cookies.Challenge), f.Get("code"), f.Get("trust") != "", s.clientOf(c, f, s.Cookies.Guest))
	if err != nil && core.Mendable(err) {
		link, gone := s.Auth.Guests.FindLink(c.UserContext(), token)
		if gone != nil {
			return s.deadLink(c, gone)
		}
		page := guestVerify(token, link, f.Get("code"))
		page.Trust = f.Get("trust") != ""
		return s.refuseCode(c, page, "/g/"+token, err)
	} else if err != nil {
		return s.deadLink(c, err)
	}
	s.HTTP.SetCookie(c, s.Cookies.Guest, grant.Cookie, grant.MaxAge)
	s.learn(c, grant.Target)
	s.HTTP.DropCookie(c, s.Cookies.Challenge)
	return c.Redirect(fmt.Sprint("/tickets/", grant.Ticket), fiber.StatusSeeOther)
}
