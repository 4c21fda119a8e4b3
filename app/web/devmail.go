package web

import (
	"net"
	"net/url"
	"regexp"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/notify"
)

type devMailPage struct {
	Page
	Mails []notify.DevMail
}

// loopback lets only this machine see the mails of development, and nobody
// who came through a proxy, nor a page elsewhere whose name was made to lead here.
func (s *Server) loopback(c *fiber.Ctx) error {
	if !isLocal("//"+string(c.Request().Host())) || !c.Context().RemoteIP().IsLoopback() || httpd.Forwarded(c) {
		return fault.Hide()
	}
	return s.public(c)
}

// isLocal tells whether an address names this machine.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// showDevMail: GET /dev/mail
func (s *Server) showDevMail(c *fiber.Ctx) error {
	mails, err := s.Notify.Mails(c.UserContext())
	if err != nil {
		return err
	}
	p := devMailPage{s.page(c, "dev.mail"), mails}
	p.Sheet = "mail.css"
	return s.render(c, "layout/dev_mail", p)
}

// showDevMailJSON: GET /dev/mail.json: every mail that was sent, newest first.
func (s *Server) showDevMailJSON(c *fiber.Ctx) error {
	mails, err := s.Notify.Mails(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(mails)
}

var firstCode = regexp.MustCompile(`^\d[\d ]*\d`)

// devCode is the code that development shows on the page: from the mail that
// the challenge of this browser sent, which is on its way when the page is asked for.
func (s *Server) devCode(c *fiber.Ctx) string {
	email, at, err := s.Auth.Asked(c.UserContext(), c.Cookies(s.cookies.challenge))
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
