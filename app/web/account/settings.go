package account

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/scan"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// settingsPage is a person's own.
type settingsPage struct {
	core.Page
	Name, Chosen, Timezone string
	Locales                []words.Locale
	Zones                  []string
	Sessions               []sessionPart
	Faults                 views.Faults
	Saved                  bool
	Nameless               string       // the address of who has no name
	Erasure                *ErasurePart // a wish that waits for its day
	Backups                string       // how long they have what is erased; "": there are none
	Keys                   *keysPart    // nil where passkeys cannot be had
}

type sessionPart struct {
	ID, Browser string
	Here        bool
	At          time.Time
	When        string
}

// ShowSettings: GET /settings
func (s *Settings) ShowSettings(c *fiber.Ctx) error {
	p := s.Actor(c)
	return s.settings(c, desk.Profile{Name: p.Name, Locale: p.Locale, Timezone: p.Timezone}, nil)
}

func (s *Settings) settings(c *fiber.Ctx, profile desk.Profile, refused error) error {
	v := s.CurrentViewer(c)
	sessions, err := s.Auth.Sessions.Of(c.UserContext(), v.Person.ID)
	if err != nil {
		return err
	}
	p := settingsPage{
		Page: s.Page(c, "nav.settings"), Name: profile.Name, Chosen: profile.Locale, Timezone: profile.Timezone,
		Locales: s.Words.Locales(), Zones: words.Zones(), Saved: c.Query("saved") != "",
	}
	p.Here, p.Sheet, p.Faults = "settings", "settings.css", core.FaultsOf(p.Localizer, refused)
	if v.Person.Name == "" {
		p.Nameless = v.Person.Email
	}
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
	if p.Backups, err = s.backups(c); err != nil {
		return err
	}
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "account/settings", p)
}

// UpdateSettings: POST /settings, fields name, locale, timezone. What did not come stays as it is.
func (s *Settings) UpdateSettings(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	p := s.Actor(c)
	profile := desk.Profile{Name: f.Or("name", p.Name), Locale: f.Or("locale", p.Locale), Timezone: f.Or("timezone", p.Timezone)}
	if err = s.check(&profile); err == nil {
		err = s.Desk.Describe(c.UserContext(), p, profile)
	}
	if err != nil && core.Mendable(err) {
		return s.settings(c, profile, err)
	} else if err != nil {
		return err
	}
	return c.Redirect("/settings?saved=1", fiber.StatusSeeOther)
}

// check refuses a name that holds a secret, which everybody would read, and a language or
// zone that does not exist; empty follows the browser.
func (s *Settings) check(p *desk.Profile) error {
	if err := desk.Line("name", &p.Name, desk.MaxName, false); err != nil {
		return err
	}
	if (scan.Guard{Most: desk.MaxName}).Check(&p.Name) {
		return fault.Mend("name", "settings.name.secret")
	}
	if p.Locale != "" && !s.Words.Has(p.Locale) {
		return fault.Mend("locale", "settings.locale.unknown")
	}
	if _, ok := words.Zone(p.Timezone); !ok && p.Timezone != "" {
		return fault.Mend("timezone", "settings.timezone.unknown")
	}
	return nil
}

// RevokeSession: POST /settings/sessions/{id} ends one of the person's sessions.
func (s *Settings) RevokeSession(c *fiber.Ctx) error {
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	if err := s.Auth.Sessions.Revoke(c.UserContext(), s.Actor(c).ID, c.Params("id")); err != nil {
		return err
	}
	return c.Redirect("/settings#sessions", fiber.StatusSeeOther)
}
