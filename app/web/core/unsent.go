package core

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
)

// keepUnsent answers a reply of somebody whose session has ended: the words wait
// until they are signed in again.
func (s *Core) keepUnsent(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, NoFiles)
	if f == nil {
		return err
	}
	ticket, note := strings.CutSuffix(strings.TrimSuffix(c.Path(), "/replies"), "/notes")
	if !desk.Blank(f.Get("body")) {
		if err := leaveRoom(c, s.Disk, s.standing(c)); err != nil {
			return err
		}
		cookie, err := s.Auth.KeepUnsent(c.UserContext(), s.HTTP.ClientIP(c), Number(c), f.Get("body"), f.Get("key"), note)
		if err != nil && fault.Of(err).Kind != fault.Invalid {
			return err
		}
		if err == nil {
			s.HTTP.SetCookie(c, s.Cookies.Parked, cookie, 24*time.Hour)
		}
	}
	return c.Redirect("/sign-in?next="+url.QueryEscape(ticket), fiber.StatusSeeOther)
}
