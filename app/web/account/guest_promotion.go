package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/web/core"
)

// PromoteGuest: POST /sign-in/guest, "see all your tickets". Soon after the
// code the guest is signed in by it; later a fresh code to the same address
// does it. It was always the same person.
func (s *SignIn) PromoteGuest(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	grant, err := s.Auth.Guests.Promote(c.UserContext(), c.Cookies(s.Cookies.Guest), s.clientOf(c, f, s.Cookies.Session))
	if fault.Of(err).Kind == fault.Nobody {
		return s.proveGuest(c)
	} else if err != nil {
		return err
	}
	grant.Next = "/tickets"
	s.HTTP.DropCookie(c, s.Cookies.Guest)
	return s.welcome(c, grant)
}

// proveGuest sends a code to the guest's own address, to sign in with.
func (s *SignIn) proveGuest(c *fiber.Ctx) error {
	guest, err := s.GuestSession(c)
	if err != nil {
		return err
	}
	if guest.Session.ID == "" { // over, or a second tap on the button
		return c.Redirect("/sign-in?next=/tickets", fiber.StatusSeeOther)
	}
	ask := s.ask(c, new(core.Form))
	ask.Email, ask.Next, ask.Known = guest.Person.Email, "/tickets", s.knows(c, access.SignInTarget(guest.Person.Email))
	challenge, _, err := s.Auth.StartSignIn(c.UserContext(), ask)
	if err != nil {
		return err
	}
	s.HTTP.SetCookie(c, s.Cookies.Challenge, challenge, challengeLife)
	return c.Redirect("/sign-in/verify", fiber.StatusSeeOther)
}
