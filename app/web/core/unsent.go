package core

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
)

// keepUnsent answers a reply, or a new subject, of somebody whose session has ended: the words wait
// until they are signed in again.
func keepUnsent(s *Core, c *fiber.Ctx) error {
	f, err := s.ReadForm(c, NoFiles)
	if f == nil {
		return err
	}
	at := strings.LastIndex(c.Path(), "/") // replies, notes or a draft of a ticket
	d := desk.Draft{Ticket: Number(c), Body: f.Get("body"), Key: f.Get("key"), Note: c.Path()[at:] == "/notes", Details: f.DraftDetails()}
	if title := f.Get("subject"); !desk.Blank(title) {
		d.Body = desk.Trim(title + "\n\n" + d.Body)
	}
	return s.Park(c, d, f, c.Path()[:at])
}

// Park lets a draft of nobody wait until they have signed in, leads them there, and says
// so if files came with it: those do not wait.
func (s *Core) Park(c *fiber.Ctx, d desk.Draft, f *Form, next string) error {
	if !d.Blank() {
		if err := leaveRoom(c, s.Disk, s.standing(c)); err != nil {
			return err
		}
		cookie, err := s.Auth.KeepUnsent(c.UserContext(), s.HTTP.ClientIP(c), d)
		if err != nil && fault.Of(err).Kind != fault.Invalid {
			return err
		}
		if err == nil {
			s.HTTP.SetCookie(c, s.Cookies.Parked, cookie, 24*time.Hour)
		}
	}
	to := "/sign-in?next=" + url.QueryEscape(next)
	if len(f.Names) > 0 {
		to += "&files=lost"
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}
