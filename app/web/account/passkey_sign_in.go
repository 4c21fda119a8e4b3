package account

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// StartPasskeySignIn: POST /passkeys/sign-in/options
func (s *SignIn) StartPasskeySignIn(c *fiber.Ctx) error {
	return s.ceremony(c, func(cookie string) (any, string, error) { return s.keys.Start(c.UserContext(), cookie) })
}

// ceremony begins one, bound to this browser's challenge cookie.
func (s *SignIn) ceremony(c *fiber.Ctx, start func(cookie string) (any, string, error)) error {
	if s.keys == nil {
		return fault.Hide()
	}
	if _, err := s.ReadJSON(c); err != nil {
		return err
	}
	if err := s.AllowFor(c, limits.Ceremonies, s.HTTP.ClientIP(c)); err != nil {
		return err
	}
	options, cookie, err := start(c.Cookies(s.Cookies.Challenge))
	if err != nil {
		return err
	}
	s.HTTP.SetCookie(c, s.Cookies.Challenge, cookie, challengeLife)
	return c.JSON(options)
}

// CreatePasskeySession: POST /passkeys/sign-in, {"credential": …, "next": own path, "zone"}.
// The answer says where to go: {"next": …}.
func (s *SignIn) CreatePasskeySession(c *fiber.Ctx) error {
	if s.keys == nil {
		return fault.Hide()
	}
	body, err := s.ReadJSON(c)
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
	v := s.clientOf(c, new(core.Form), s.Cookies.Session)
	v.Zone = sent.Zone
	grant, err := s.keys.Enter(c.UserContext(), c.Cookies(s.Cookies.Challenge), sent.Credential, sent.Next, v)
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
