package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
)

// promoteGuest: POST /sign-in/guest, "see all your tickets". Soon after the
// code the guest is signed in by it; later a fresh code to the same address
// does it. It was always the same person.
func (s *Server) promoteGuest(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	grant, err := s.Auth.Promote(c.UserContext(), c.Cookies(s.cookies.guest), s.clientOf(c, f, s.cookies.session))
	if fault.Of(err).Kind == fault.Nobody {
		return s.proveGuest(c)
	} else if err != nil {
		return err
	}
	grant.Next = "/tickets"
	s.http.DropCookie(c, s.cookies.guest)
	return s.welcome(c, grant)
}

// proveGuest sends a code to the guest's own address, to sign in with.
func (s *Server) proveGuest(c *fiber.Ctx) error {
	guest, err := s.visitor(c)
	if err != nil {
		return err
	}
	if guest.Session.ID == "" { // over, or a second tap on the button
		return c.Redirect("/sign-in?next=/tickets", fiber.StatusSeeOther)
	}
	ask := s.ask(c, new(form))
	ask.Email, ask.Next, ask.Known = guest.Person.Email, "/tickets", s.knows(c, access.SignInTarget(guest.Person.Email))
	challenge, _, err := s.Auth.StartSignIn(c.UserContext(), ask)
	if err != nil {
		return err
	}
	s.http.SetCookie(c, s.cookies.challenge, challenge, challengeLife)
	return c.Redirect("/sign-in/verify", fiber.StatusSeeOther)
}
