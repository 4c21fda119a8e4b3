package account

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
	"hilo/views"
)

// verifyPage asks for the code: of a sign-in, or of a guest link.
type verifyPage struct {
	core.Page
	Action, Again string // where the code goes; where another one is asked for
	Masked        string
	Number        int64 // the guest's ticket
	Code          string
	Fault         *views.Fault
	Guest, Trust  bool
	Free, FreeAt  string // from when another code may be asked for: in words, and as a time
	Resend        int    // seconds until then
	Why, Back     string // what the code confirms or leads to, and the way out; may be empty
	Change        string // where another address can be typed; empty where it is bound
	Next          string
	DevCode       string // development only
}

// askCode shows the field for the code, and why the last one was refused.
func (s *SignIn) askCode(c *fiber.Ctx, p verifyPage, refused error) error {
	sheet := p.Sheet
	p.Page = s.Page(c, "code.title")
	p.Sheet = sheet
	p.Gate, p.Fault = true, core.FaultOf(p.Localizer, refused)
	challenge := c.Cookies(s.Cookies.Challenge)
	again := s.Now().Add(time.Minute)
	if w, ok := s.Auth.Codes.Pending(c.UserContext(), challenge); ok {
		p.Masked, again = w.Masked, w.Again
		if refused == nil {
			p.Fault = core.FaultOf(p.Localizer, w.Wrong)
		}
	}
	p.Resend = max(0, int(again.Sub(s.Now()).Round(time.Second).Seconds()))
	free := again.Add(59 * time.Second)
	p.FreeAt, p.Free = free.UTC().Format(time.RFC3339), p.T("code.free", "When", p.Localizer.ClockZone(free))
	if s.Options.Dev {
		p.DevCode = s.devCode(c)
	}
	if p.Fault != nil {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "account/verify", p)
}
