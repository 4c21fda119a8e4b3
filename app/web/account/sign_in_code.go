package account

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/web/core"
)

// ShowVerify: GET /sign-in/verify
func (s *SignIn) ShowVerify(c *fiber.Ctx) error {
	next := access.OwnPath(c.Query("next"))
	if w, ok := s.Auth.Codes.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); !ok || w.For != "" {
		return c.Redirect(withNext("/sign-in", next), fiber.StatusSeeOther)
	}
	return s.askCode(c, s.signInVerify(c, "", next), nil)
}

func (s *SignIn) signInVerify(c *fiber.Ctx, code, next string) verifyPage {
	p := verifyPage{Action: "/sign-in/verify", Again: "/sign-in", Change: "/sign-in?change=1", Next: next, Code: code}
	if next != "" {
		p.Change += "&next=" + url.QueryEscape(next)
	}
	if c.Cookies(s.Cookies.Parked) != "" {
		p.Why = s.CurrentViewer(c).Localizer.T("signin.parked")
	}
	return p
}

// CreateSession: POST /sign-in/verify, field code.
func (s *SignIn) CreateSession(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	next := access.OwnPath(f.Get("next"))
	if word, ok := access.ReadWord(f.Get("code")); ok {
		return s.sendByWord(c, f, word, "", s.signInVerify(c, f.Get("code"), next))
	}
	grant, err := s.Auth.FinishSignIn(c.UserContext(), c.Cookies(s.Cookies.Challenge), f.Get("code"), s.clientOf(c, f, s.Cookies.Session))
	if err != nil && core.Mendable(err) {
		return s.refuseCode(c, s.signInVerify(c, f.Get("code"), next), "/sign-in", err)
	} else if err != nil {
		return err
	}
	if next != "" { // wished since the code was asked for
		grant.Next = next
	}
	return s.welcome(c, grant)
}
