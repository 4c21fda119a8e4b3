package web

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
)

// startPasskey: POST /passkeys/options: what to ask the device for a new key.
func (s *Server) startPasskey(c *fiber.Ctx) error {
	return s.ceremony(c, func(cookie string) (any, string, error) {
		return s.keys.StartAdd(c.UserContext(), s.look(c).Viewer, cookie)
	})
}

// startPasskeySignIn: POST /passkeys/sign-in/options
func (s *Server) startPasskeySignIn(c *fiber.Ctx) error {
	return s.ceremony(c, func(cookie string) (any, string, error) { return s.keys.Start(c.UserContext(), cookie) })
}

// ceremony begins one, bound to this browser's challenge cookie.
func (s *Server) ceremony(c *fiber.Ctx, start func(cookie string) (any, string, error)) error {
	if s.keys == nil {
		return fault.Hide()
	}
	if _, err := s.readJSON(c); err != nil {
		return err
	}
	if err := s.allowFor(c, access.Ceremonies, s.http.ClientIP(c)); err != nil {
		return err
	}
	options, cookie, err := start(c.Cookies(s.cookies.challenge))
	if err != nil {
		return err
	}
	s.http.SetCookie(c, s.cookies.challenge, cookie, challengeLife)
	return c.JSON(options)
}

// createPasskey: POST /passkeys, the new credential as JSON.
func (s *Server) createPasskey(c *fiber.Ctx) error {
	if s.keys == nil {
		return fault.Hide()
	}
	if err := s.allow(c, access.NewPasskeys); err != nil {
		return err
	}
	body, err := s.readJSON(c)
	if err != nil {
		return err
	}
	agent := access.BrowserLabel(c.Get(fiber.HeaderUserAgent))
	if err := s.keys.Add(c.UserContext(), s.look(c).Viewer, c.Cookies(s.cookies.challenge), body, agent); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusCreated)
}

// createPasskeySession: POST /passkeys/sign-in, {"credential": …, "next": own path, "zone"}.
// The answer says where to go: {"next": …}.
func (s *Server) createPasskeySession(c *fiber.Ctx) error {
	if s.keys == nil {
		return fault.Hide()
	}
	body, err := s.readJSON(c)
	if err != nil {
		return err
	}
	var sent struct {
		Credential json.RawMessage `json:"credential"`
		Next       string          `json:"next"`
		Zone       string          `json:"zone"`
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		return fiber.ErrBadRequest
	}
	v := s.clientOf(c, new(form), s.cookies.session)
	v.Zone = sent.Zone
	grant, err := s.keys.Enter(c.UserContext(), c.Cookies(s.cookies.challenge), sent.Credential, sent.Next, v)
	if err != nil {
		return err
	}
	if err := s.admit(c, grant); err != nil {
		return err
	}
	return c.JSON(struct {
		Next string `json:"next"`
	}{home(grant.Kind, grant.Next)})
}

// removePasskey: POST /passkeys/{id}
func (s *Server) removePasskey(c *fiber.Ctx) error {
	if s.keys == nil {
		return fault.Hide()
	}
	if _, err := s.readForm(c, noFiles); err != nil {
		return err
	}
	if err := s.keys.Remove(c.UserContext(), s.who(c).ID, c.Params("id")); err != nil {
		return err
	}
	return c.Redirect("/settings#passkeys", fiber.StatusSeeOther)
}
