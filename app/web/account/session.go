package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/web/core"
)

// welcome lets the browser in and leads it on.
func (s *SignIn) welcome(c *fiber.Ctx, g access.Grant) error {
	if err := s.admit(c, g); err != nil {
		return err
	}
	return c.Redirect(home(g.Kind, g.Next), fiber.StatusSeeOther)
}

// admit gives the browser its session, and the words that waited for it.
func (s *SignIn) admit(c *fiber.Ctx, g access.Grant) error {
	s.HTTP.SetCookie(c, s.Cookies.Session, g.Cookie, g.MaxAge)
	s.learn(c, g.Target)
	s.HTTP.DropCookie(c, s.Cookies.Challenge)
	if parked := c.Cookies(s.Cookies.Parked); parked != "" {
		if err := s.Auth.RestoreUnsent(c.UserContext(), parked, g.Person.ID); err != nil {
			return err
		}
		s.HTTP.DropCookie(c, s.Cookies.Parked)
	}
	return nil
}

// home is where a session begins.
func home(kind, next string) string {
	switch {
	case next != "":
		return next
	case kind == access.KindStaff:
		return "/desk"
	}
	return "/tickets"
}

// SignOut: POST /sign-out ends the sessions of this browser. The page that follows says so.
func (s *SignIn) SignOut(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	for _, name := range []string{s.Cookies.Session, s.Cookies.Guest} {
		if cookie := c.Cookies(name); cookie != "" {
			if err := s.Auth.Sessions.SignOut(c.UserContext(), cookie); err != nil {
				return err
			}
			s.HTTP.DropCookie(c, name)
		}
	}
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect("/?out=1", fiber.StatusSeeOther)
}
