package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
)

// maxKnown is how many targets a browser is known for: a family's accounts, or
// the links of a few tickets.
const maxKnown = 6

// knows tells whether this browser answered a code of target before.
func (s *Server) knows(c *fiber.Ctx, target string) bool {
	return slices.ContainsFunc(s.marks(c), func(mark string) bool { return s.Secret.Knows(mark, target) })
}

// learn keeps that it did, beside the last ones before.
func (s *Server) learn(c *fiber.Ctx, target string) {
	device := s.Secret.Device(target)
	all := append([]string{device}, slices.DeleteFunc(s.marks(c), func(old string) bool { return old == device })...)
	s.http.SetCookie(c, s.cookies.known, strings.Join(all[:min(len(all), maxKnown)], "."), knownLife)
}

func (s *Server) marks(c *fiber.Ctx) []string {
	return slices.DeleteFunc(strings.Split(c.Cookies(s.cookies.known), "."), func(mark string) bool { return mark == "" })
}

// sendByWord answers the letters of a code mail, typed where a code goes: one is
// sent at once, and asked for on the same page.
func (s *Server) sendByWord(c *fiber.Ctx, f *form, word, token string, page verifyPage) error {
	ask := s.ask(c, f)
	challenge, err := s.Auth.SendByWord(c.UserContext(), word, token, ask)
	if err != nil && mendable(err) {
		return s.askCode(c, page, err)
	} else if fault.Of(err).Kind == fault.Unknown {
		return s.deadLink(c, err)
	} else if err != nil {
		return err
	}
	s.http.SetCookie(c, s.cookies.challenge, challenge, challengeLife)
	return c.Redirect(withNext(page.Action, access.OwnPath(f.get("next"))), fiber.StatusSeeOther)
}
