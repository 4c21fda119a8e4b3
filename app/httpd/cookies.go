package httpd

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// secure tells whether people reach the site by https.
func (s *Server) secure() bool { return strings.HasPrefix(s.options.URL, "https:") }

// CookieName is the whole name of a cookie. It depends on the address: __Host-
// needs https, which development on localhost lacks.
func (s *Server) CookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return "hilo-" + name
}

// SetCookie gives the browser a cookie; age 0 lasts as long as the browser runs.
func (s *Server) SetCookie(c *fiber.Ctx, name, value string, age time.Duration) {
	c.Cookie(&fiber.Cookie{
		Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: s.secure(),
		SameSite: fiber.CookieSameSiteLaxMode, // Strict is lost on arrival from webmail
		MaxAge:   int(age.Seconds()), SessionOnly: age == 0,
	})
}

// DropCookie takes one away.
func (s *Server) DropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{
		Name: name, Path: "/", HTTPOnly: true, Secure: s.secure(),
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: -1, Expires: time.Unix(0, 0),
	})
}
