package core

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
)

// AccountSession is the full session of this browser, if any.
func (s *Core) AccountSession(c *fiber.Ctx) (access.Viewer, error) {
	return s.session(c, s.Cookies.Session)
}

// GuestSession is the guest session of this browser, if any.
func (s *Core) GuestSession(c *fiber.Ctx) (access.Viewer, error) {
	return s.session(c, s.Cookies.Guest)
}

func (s *Core) session(c *fiber.Ctx, cookie string) (access.Viewer, error) {
	value := c.Cookies(cookie)
	if value == "" {
		return access.Viewer{}, nil
	}
	found, err := s.Auth.Sessions.Viewer(c.UserContext(), value)
	if fault.Of(err).Kind == fault.Nobody {
		return access.Viewer{}, nil
	}
	return found, err
}
