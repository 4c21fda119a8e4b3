package core

import (
	"net"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/httpd"
)

// Public pages are for all. A guest is treated as nobody there.
func (s *Core) Public(c *fiber.Ctx) error {
	found, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	s.SetViewer(c, found)
	return c.Next()
}

// Anybody is nobody in particular: no cookie is read.
func (s *Core) Anybody(c *fiber.Ctx) error {
	s.SetViewer(c, access.Viewer{})
	return c.Next()
}

// Customers: whoever is signed in. A guest finds nothing here.
func (s *Core) Customers(c *fiber.Ctx) error {
	found, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	if found.Session.ID != "" {
		s.SetViewer(c, found)
		return c.Next()
	}
	if guest, err := s.GuestSession(c); err != nil {
		return err
	} else if guest.Session.ID != "" {
		s.SetViewer(c, access.Viewer{})
		return fault.Hide()
	}
	return s.requireSignIn(c)
}

// Requesters: who may have this one ticket. The account wins where it may see
// it, else the guest.
func (s *Core) Requesters(c *fiber.Ctx) error {
	account, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	guest, err := s.GuestSession(c)
	if err != nil {
		return err
	}
	mine := guest.Session.ID != "" && guest.GuestOf(Number(c)) && guest.Person.ID != account.Person.ID
	switch {
	case account.Session.ID != "" && !mine && s.sameAccount(c, account):
		s.SetViewer(c, account)
	case guest.Session.ID != "" && s.sameAccount(c, guest):
		s.SetViewer(c, guest)
	default:
		return s.requireSignIn(c)
	}
	return c.Next()
}

// sameAccount: what the worker sends late is of the person who wrote it. Somebody
// else's session is none for that.
func (s *Core) sameAccount(c *fiber.Ctx, found access.Viewer) bool {
	tag := c.Get("X-Account")
	return tag == "" || tag == s.Secret.AccountTag(found.Person.ID)
}

// AtDesk: staff who may do that. For everyone else there is no desk, and nothing to look after.
func (s *Core) AtDesk(c *fiber.Ctx, do desk.Right) error {
	found, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	if found.Session.ID == "" {
		return s.Customers(c)
	}
	s.SetViewer(c, found)
	if found.Session.Kind != access.KindStaff || !found.Person.Role.Staff() {
		return fault.Hide()
	}
	v := s.CurrentViewer(c)
	if v.Actor = v.OnDesk(); !v.Can(do) {
		return fault.Hide()
	}
	return c.Next()
}

// Loopback lets only this machine see the mails of development, and nobody
// who came through a proxy, nor a page elsewhere whose name was made to lead here.
func (s *Core) Loopback(c *fiber.Ctx) error {
	if !isLocal("//"+string(c.Request().Host())) || !c.Context().RemoteIP().IsLoopback() || httpd.Forwarded(c) {
		return fault.Hide()
	}
	return s.Public(c)
}

// isLocal tells whether an address names this machine.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
