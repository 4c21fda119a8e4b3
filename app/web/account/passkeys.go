package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// keysPart are a person's passkeys in the settings.
type keysPart struct {
	Keys  []keyPart
	Fresh bool // the proof is young enough to add one
}

type keyPart struct {
	ID, Name, Made, Used string
	Doubtful             bool
}

// keysOf are the passkeys of who looks; nil where there can be none.
func (s *Settings) keysOf(c *fiber.Ctx) (*keysPart, error) {
	if s.signIn.keys == nil {
		return nil, nil
	}
	v := s.CurrentViewer(c)
	all, err := s.signIn.keys.List(c.UserContext(), v.Person.ID)
	p := &keysPart{Fresh: s.Auth.Sessions.Fresh(v.Viewer)}
	for _, k := range all {
		part := keyPart{ID: k.ID, Name: k.Name, Made: v.Localizer.Since(k.CreatedAt, s.Now()), Doubtful: k.Doubtful()}
		if !k.UsedAt.IsZero() {
			part.Used = v.Localizer.Since(k.UsedAt, s.Now())
		}
		p.Keys = append(p.Keys, part)
	}
	return p, err
}

// StartPasskey: POST /passkeys/options: what to ask the device for a new key.
func (s *Settings) StartPasskey(c *fiber.Ctx) error {
	return s.signIn.ceremony(c, func(cookie string) (any, string, error) {
		return s.signIn.keys.StartAdd(c.UserContext(), s.CurrentViewer(c).Viewer, cookie)
	})
}

// CreatePasskey: POST /passkeys, the new credential as JSON.
func (s *Settings) CreatePasskey(c *fiber.Ctx) error {
	if s.signIn.keys == nil {
		return fault.Hide()
	}
	if err := s.Allow(c, limits.NewPasskeys); err != nil {
		return err
	}
	body, err := s.ReadJSON(c)
	if err != nil {
		return err
	}
	agent := access.BrowserLabel(c.Get(fiber.HeaderUserAgent))
	if err := s.signIn.keys.Add(c.UserContext(), s.CurrentViewer(c).Viewer, c.Cookies(s.Cookies.Challenge), body, agent); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusCreated)
}

// RemovePasskey: POST /passkeys/{id}
func (s *Settings) RemovePasskey(c *fiber.Ctx) error {
	if s.signIn.keys == nil {
		return fault.Hide()
	}
	if _, err := s.ReadForm(c, core.NoFiles); err != nil {
		return err
	}
	if err := s.signIn.keys.Remove(c.UserContext(), s.Actor(c).ID, c.Params("id")); err != nil {
		return err
	}
	return c.Redirect("/settings#passkeys", fiber.StatusSeeOther)
}
