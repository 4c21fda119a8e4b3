package account

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/web/core"
)

// maxKnown is how many targets a browser is known for: a family's accounts, or
// the links of a few tickets.
const maxKnown = 6

// knows tells whether this browser answered a code of target before.
func (s *SignIn) knows(c *fiber.Ctx, target string) bool {
	marks, _ := s.Secret.Marks(c.Cookies(s.Cookies.Known))
	return slices.ContainsFunc(marks, func(mark string) bool { return s.Secret.Knows(mark, target) })
}

// learn keeps that it did, beside the last ones before.
func (s *SignIn) learn(c *fiber.Ctx, target string) {
	device := s.Secret.Device(target)
	marks, _ := s.Secret.Marks(c.Cookies(s.Cookies.Known))
	all := append([]string{device}, slices.DeleteFunc(marks, func(old string) bool { return old == device })...)
	s.HTTP.SetCookie(c, s.Cookies.Known, s.Secret.Seal(all[:min(len(all), maxKnown)]), knownLife)
}

// sendByWord answers the letters of a code mail, typed where a code goes: one is
// sent at once, and asked for on the same page.
func (s *SignIn) sendByWord(c *fiber.Ctx, f *core.Form, word, token string, page verifyPage) error {
	ask := s.ask(c, f)
	challenge, err := s.Auth.Codes.SendByWord(c.UserContext(), word, token, ask)
	if err != nil && core.Mendable(err) {
		return s.askCode(c, page, err)
	} else if fault.Of(err).Kind == fault.Unknown {
		return s.deadLink(c, err)
	} else if err != nil {
		return err
	}
	s.HTTP.SetCookie(c, s.Cookies.Challenge, challenge, challengeLife)
	return c.Redirect(withNext(page.Action, access.OwnPath(f.Get("next"))), fiber.StatusSeeOther)
}
