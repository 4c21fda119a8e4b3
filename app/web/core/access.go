package core

import (
	"net"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/httpd"
)

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

// Holders: whoever holds a session, as a customer, at the desk or as a guest.
// What they ask is done in the first capacity in which they may (AsFirstAllowed).
func (s *Core) Holders(c *fiber.Ctx) error {
	account, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	guest, err := s.GuestSession(c)
	if err != nil {
		return err
	}
	var all []desk.Actor
	if account.Session.ID != "" {
		all = append(all, account.Actor)
		if account.Session.Kind == access.KindStaff {
			all = append(all, account.OnDesk())
		}
		s.SetViewer(c, account)
	}
	if guest.Session.ID != "" {
		all = append(all, guest.Actor)
	}
	if len(all) == 0 {
		return s.requireSignIn(c)
	}
	c.Locals("capacities", all)
	return c.Next()
}

// Capacities are those of the person behind a request, for holders alone.
func Capacities(c *fiber.Ctx) []desk.Actor {
	all, _ := c.Locals("capacities").([]desk.Actor)
	return all
}

// AsFirstAllowed lets the person of this request do something in the first of their
// capacities in which they may, and returns it. Fault Unknown: in none.
func AsFirstAllowed(c *fiber.Ctx, do func(desk.Actor) error) (desk.Actor, error) {
	for _, who := range Capacities(c) {
		if err := do(who); err == nil || fault.Of(err).Kind != fault.Unknown {
			return who, err
		}
	}
	return desk.Actor{}, fault.Hide()
}

// Subscribers: whoever has a session. The account wins; else a guest may be
// reached about their ticket.
func (s *Core) Subscribers(c *fiber.Ctx) error {
	found, err := s.AccountSession(c)
	if err == nil && found.Session.ID == "" {
		found, err = s.GuestSession(c)
	}
	if err != nil {
		return err
	}
	if found.Session.ID == "" {
		return s.requireSignIn(c)
	}
	s.SetViewer(c, found)
	return c.Next()
}

// Anybody is nobody in particular: no cookie is read.
func (s *Core) Anybody(c *fiber.Ctx) error {
	s.SetViewer(c, access.Viewer{})
	return c.Next()
}

// Public pages are for all. A guest is treated as nobody there.
func (s *Core) Public(c *fiber.Ctx) error {
	found, err := s.AccountSession(c)
	if err != nil {
		return err
	}
	s.SetViewer(c, found)
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

// Agents: staff, at the desk. For everyone else there is no desk.
func (s *Core) Agents(c *fiber.Ctx) error {
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
	v.Actor = v.OnDesk()
	return c.Next()
}

// requireSignIn answers nobody, alike for what exists and what never was: pages go
// to the sign-in; what scripts ask for gets 401, for a followed redirect would
// put the sign-in page where a part belongs.
func (s *Core) requireSignIn(c *fiber.Ctx) error {
	s.SetViewer(c, access.Viewer{})
	httpd.Known(c, false)
	if err := s.Spend(c, policyOf(c).Flood, routeOf(c)); err != nil {
		return err
	}
	if scripted(c) {
		return fault.Say(fault.Nobody, "problem.nobody")
	}
	if policyOf(c).Typed {
		return s.keepUnsent(c)
	}
	next := ""
	if c.Method() == fiber.MethodGet {
		next = "?next=" + url.QueryEscape(c.Path())
	}
	return c.Redirect("/sign-in"+next, fiber.StatusSeeOther)
}

// scripted tells whether a script or the worker asked, rather than somebody who
// is on their way to a page. Of a page that passes through the worker Firefox says
// the mode "same-origin"; that it would rather be secure, all say of pages alone.
func scripted(c *fiber.Ctx) bool {
	mode, accept := c.Get("Sec-Fetch-Mode"), c.Get(fiber.HeaderAccept)
	page := strings.Contains(accept, fiber.MIMETextHTML)
	return WantsFragment(c) || policyOf(c).Stream || httpd.SendsJSON(c) || ByWorker(c) || mode != "" && mode != "navigate" && c.Get("Upgrade-Insecure-Requests") == "" ||
		!page && (strings.Contains(accept, fiber.MIMEApplicationJSON) || policyOf(c).Script)
}
