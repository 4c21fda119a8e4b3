package web

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/words"
	"hilo/views"
)

// settingsPage is a person's own.
type settingsPage struct {
	Page
	Name, Chosen, Timezone string
	Locales                []words.Locale
	Zones                  []string
	Sessions               []sessionPart
	Faults                 views.Faults
	Saved                  bool
	Erasure                *erasurePart // a wish that waits for its day
	Keys                   *keysPart    // nil where passkeys cannot be had
}

type sessionPart struct {
	ID, Browser string
	Here        bool
	At          time.Time
	When        string
}

// showSettings: GET /settings
func (s *Server) showSettings(c *fiber.Ctx) error {
	p := s.who(c)
	return s.settings(c, desk.Profile{Name: p.Name, Locale: p.Locale, Timezone: p.Timezone}, nil)
}

func (s *Server) settings(c *fiber.Ctx, profile desk.Profile, refused error) error {
	v := s.look(c)
	sessions, err := s.Auth.Sessions(c.UserContext(), v.Person.ID)
	if err != nil {
		return err
	}
	p := settingsPage{
		Page: s.page(c, "nav.settings"), Name: profile.Name, Chosen: profile.Locale, Timezone: profile.Timezone,
		Locales: s.Words.Locales(), Zones: words.Zones(), Saved: c.Query("saved") != "",
	}
	p.Here, p.Sheet, p.Faults = "settings", "settings.css", faultsOf(p.Localizer, refused)
	if p.Chosen == "" {
		p.Chosen = v.Localizer.Locale
	}
	if p.Timezone == "" {
		p.Timezone = s.Options.Zone.String()
	}
	if !slices.Contains(p.Zones, p.Timezone) {
		p.Zones = append([]string{p.Timezone}, p.Zones...)
	}
	for _, x := range sessions {
		if x.Kind != access.KindGuest {
			p.Sessions = append(p.Sessions, sessionPart{x.ID, x.Browser, x.ID == v.Session.ID, x.SeenAt, v.Localizer.Since(x.SeenAt, s.Now())})
		}
	}
	if p.Keys, err = s.keysOf(c); err != nil {
		return err
	}
	if p.Erasure, err = s.erasure(c, v.Person.ID); err != nil {
		return err
	}
	if refused != nil {
		s.refuse(c, refused)
	}
	return s.render(c, "account/settings", p)
}

// updateSettings: POST /settings, fields name, locale, timezone. What did not come stays as it is.
func (s *Server) updateSettings(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	p := s.who(c)
	profile := desk.Profile{Name: f.or("name", p.Name), Locale: f.or("locale", p.Locale), Timezone: f.or("timezone", p.Timezone)}
	if err = s.check(&profile); err == nil {
		err = s.Desk.Describe(c.UserContext(), p, profile)
	}
	if err != nil && mendable(err) {
		return s.settings(c, profile, err)
	} else if err != nil {
		return err
	}
	return c.Redirect("/settings?saved=1", fiber.StatusSeeOther)
}

// check refuses a language or zone that does not exist; empty follows the browser.
func (s *Server) check(p *desk.Profile) error {
	if err := desk.Line("name", &p.Name, desk.MaxName, false); err != nil {
		return err
	}
	if p.Locale != "" && !s.Words.Has(p.Locale) {
		return fault.Mend("locale", "settings.locale.unknown")
	}
	if _, ok := words.Zone(p.Timezone); !ok && p.Timezone != "" {
		return fault.Mend("timezone", "settings.timezone.unknown")
	}
	return nil
}

// revokeSession: POST /settings/sessions/{id} ends one of the person's sessions.
func (s *Server) revokeSession(c *fiber.Ctx) error {
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	if err := s.Auth.Revoke(c.UserContext(), s.who(c).ID, c.Params("id")); err != nil {
		return err
	}
	return c.Redirect("/settings#sessions", fiber.StatusSeeOther)
}
