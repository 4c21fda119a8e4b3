package core

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/httpd"
	"hilo/app/words"
)

// Viewer is who is looking, and the language they read.
type Viewer struct {
	access.Viewer
	Localizer *words.Localizer
	Zone      string // names the clock that Localizer reads, for keys of what was rendered
}

// Nobody tells whether there is no session.
func (v *Viewer) Nobody() bool { return v.Session.ID == "" }

// Guest tells whether they came by the link of one ticket.
func (v *Viewer) Guest() bool { return v.Session.Kind == access.KindGuest }

// CurrentViewer is who looks at this request; nobody until one of the rules below says otherwise.
func (s *Core) CurrentViewer(c *fiber.Ctx) *Viewer {
	if v, ok := c.Locals("viewer").(*Viewer); ok {
		return v
	}
	return s.SetViewer(c, access.Viewer{})
}

// identify lets a refusal that came before any rule speak the person's language.
func (s *Core) identify(c *fiber.Ctx) {
	if _, met := c.Locals("viewer").(*Viewer); met {
		return
	}
	if found, err := s.AccountSession(c); err == nil {
		s.SetViewer(c, found)
		w := s.standing(c)
		httpd.Known(c, w.person > 0, w.proven)
	}
}

// SetViewer makes found the one who looks: their language, zone and rights hold from here on.
func (s *Core) SetViewer(c *fiber.Ctx, found access.Viewer) *Viewer {
	locale, zone := found.Person.Locale, s.Options.Zone
	if !s.Words.Has(locale) {
		locale = s.Words.Match(c.Get(fiber.HeaderAcceptLanguage), s.Options.Locale)
	}
	own, ok := words.Zone(found.Person.Timezone)
	if ok {
		zone = own
	}
	v := &Viewer{found, s.Words.In(locale, zone), zone.String()}
	if v.Localizer.Away = !ok; v.Localizer.Away {
		v.Zone += " away"
	}
	c.Locals("viewer", v)
	return v
}

// Actor is who acts by this request.
func (s *Core) Actor(c *fiber.Ctx) desk.Actor { return s.CurrentViewer(c).Actor }

// Number is the ticket that the path names; 0, which no ticket has, for nonsense.
func Number(c *fiber.Ctx) int64 {
	n, err := strconv.ParseInt(c.Params("number"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
