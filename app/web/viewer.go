package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/words"
)

// viewer is who is looking, and the language they read.
type viewer struct {
	access.Viewer
	Localizer *words.Localizer
	zone      string // names the clock that Localizer reads, for keys of what was rendered
}

func (v *viewer) nobody() bool { return v.Session.ID == "" }
func (v *viewer) guest() bool  { return v.Session.Kind == access.KindGuest }

// look is who looks at this request; nobody until one of the rules below says otherwise.
func (s *Server) look(c *fiber.Ctx) *viewer {
	if v, ok := c.Locals("viewer").(*viewer); ok {
		return v
	}
	return s.meet(c, access.Viewer{})
}

// recognise lets a refusal that came before any rule speak the person's language.
func (s *Server) recognise(c *fiber.Ctx) {
	if _, met := c.Locals("viewer").(*viewer); met {
		return
	}
	if found, err := s.account(c); err == nil {
		s.meet(c, found)
	}
}

// meet makes found the one who looks: their language, zone and rights hold from here on.
func (s *Server) meet(c *fiber.Ctx, found access.Viewer) *viewer {
	locale, zone := found.Person.Locale, s.Options.Zone
	if !s.Words.Has(locale) {
		locale = s.Words.Match(c.Get(fiber.HeaderAcceptLanguage), s.Options.Locale)
	}
	own, ok := words.Zone(found.Person.Timezone)
	if ok {
		zone = own
	}
	v := &viewer{found, s.Words.In(locale, zone), zone.String()}
	if v.Localizer.Away = !ok; v.Localizer.Away {
		v.zone += " away"
	}
	c.Locals("viewer", v)
	return v
}

// public pages are for all. A guest is treated as nobody there.
func (s *Server) public(c *fiber.Ctx) error {
	found, err := s.account(c)
	if err != nil {
		return err
	}
	s.meet(c, found)
	return c.Next()
}

// customers: whoever is signed in. A guest finds nothing here.
func (s *Server) customers(c *fiber.Ctx) error {
	found, err := s.account(c)
	if err != nil {
		return err
	}
	if found.Session.ID != "" {
		s.meet(c, found)
		return c.Next()
	}
	if guest, err := s.visitor(c); err != nil {
		return err
	} else if guest.Session.ID != "" {
		s.meet(c, access.Viewer{})
		return fault.Hide()
	}
	return s.turnAway(c)
}

// requesters: who may have this one ticket. The account wins where it may see
// it, else the guest.
func (s *Server) requesters(c *fiber.Ctx) error {
	account, err := s.account(c)
	if err != nil {
		return err
	}
	guest, err := s.visitor(c)
	if err != nil {
		return err
	}
	mine := guest.Session.ID != "" && guest.GuestOf(number(c)) && guest.Person.ID != account.Person.ID
	switch {
	case account.Session.ID != "" && !mine && s.meant(c, account):
		s.meet(c, account)
	case guest.Session.ID != "" && s.meant(c, guest):
		s.meet(c, guest)
	default:
		return s.turnAway(c)
	}
	return c.Next()
}

// meant: what the worker sends late is of the person who wrote it. Somebody
// else's session is none for that.
func (s *Server) meant(c *fiber.Ctx, found access.Viewer) bool {
	tag := c.Get("X-Account")
	return tag == "" || tag == s.Secret.AccountTag(found.Person.ID)
}

// agents: staff, at the desk. For everyone else there is no desk.
func (s *Server) agents(c *fiber.Ctx) error {
	found, err := s.account(c)
	if err != nil {
		return err
	}
	if found.Session.ID == "" {
		return s.customers(c)
	}
	s.meet(c, found)
	if found.Session.Kind != access.KindStaff || !found.Person.Role.Staff() {
		return fault.Hide()
	}
	v := s.look(c)
	v.Actor = v.OnDesk()
	return c.Next()
}

// account is the full session of this browser, if any.
func (s *Server) account(c *fiber.Ctx) (access.Viewer, error) {
	return s.session(c, s.cookies.session)
}

// visitor is the guest session of this browser, if any.
func (s *Server) visitor(c *fiber.Ctx) (access.Viewer, error) { return s.session(c, s.cookies.guest) }

func (s *Server) session(c *fiber.Ctx, cookie string) (access.Viewer, error) {
	value := c.Cookies(cookie)
	if value == "" {
		return access.Viewer{}, nil
	}
	found, err := s.Auth.Viewer(c.UserContext(), value)
	if fault.Of(err).Kind == fault.Nobody {
		return access.Viewer{}, nil
	}
	return found, err
}

// turnAway answers nobody, alike for what exists and what never was: pages go
// to the sign-in; what scripts ask for gets 401, for a followed redirect would
// put the sign-in page where a part belongs.
func (s *Server) turnAway(c *fiber.Ctx) error {
	s.meet(c, access.Viewer{})
	httpd.Known(c, false)
	if err := s.spend(c, policyOf(c).Flood, routeOf(c)); err != nil {
		return err
	}
	if scripted(c) {
		return fault.Say(fault.Nobody, "problem.nobody")
	}
	if policyOf(c).typed {
		return s.park(c)
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
	return wantsFragment(c) || policyOf(c).stream || httpd.SendsJSON(c) || byWorker(c) || mode != "" && mode != "navigate" && c.Get("Upgrade-Insecure-Requests") == "" ||
		!page && (strings.Contains(accept, fiber.MIMEApplicationJSON) || policyOf(c).script)
}

func (s *Server) who(c *fiber.Ctx) desk.Actor { return s.look(c).Actor }

// number is the ticket that the path names; 0, which no ticket has, for nonsense.
func number(c *fiber.Ctx) int64 {
	n, err := strconv.ParseInt(c.Params("number"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
