package account

import (
	"regexp"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/notify"
	"hilo/app/web/core"
)

type devMailPage struct {
	core.Page
	Mails []notify.DevMail
}

// ShowDevMail: GET /dev/mail
func (s *SignIn) ShowDevMail(c *fiber.Ctx) error {
	mails, err := s.Notify.Mails(c.UserContext())
	if err != nil {
		return err
	}
	p := devMailPage{s.Page(c, "dev.mail"), mails}
	p.Sheet = "mail.css"
	return s.Render(c, "layout/dev_mail", p)
}

// ShowDevMailJSON: GET /dev/mail.json: every mail that was sent, newest first.
func (s *SignIn) ShowDevMailJSON(c *fiber.Ctx) error {
	mails, err := s.Notify.Mails(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(mails)
}

var firstCode = regexp.MustCompile(`^\d[\d ]*\d`)

// devCode is the code that development shows on the page: from the mail that
// the challenge of this browser sent, which is on its way when the page is asked for.
func (s *SignIn) devCode(c *fiber.Ctx) string {
	email, at, err := s.Auth.Codes.Asked(c.UserContext(), c.Cookies(s.Cookies.Challenge))
	for range 80 {
		if err != nil {
			return ""
		}
		var mails []notify.DevMail
		mails, err = s.Notify.Mails(c.UserContext())
		for _, m := range mails {
			if m.To == email && !m.At.Before(at) && (m.Subject == s.Words.In("es", nil).T("mail.code.subject") || m.Subject == s.Words.In("en", nil).T("mail.code.subject")) {
				return firstCode.FindString(m.Text)
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	return ""
}
