package core

import (
	"bytes"
	"html/template"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
)

// LookerKey is what a page shows of who looks, and on what its words and times depend.
type LookerKey struct {
	Locale            string
	session           string // its kind
	person            int64
	name, email, role string
	unread            int
	zone, today       string
	desk              bool
}

// Key is that of v now.
func (v *Viewer) Key(now time.Time) LookerKey {
	return LookerKey{
		session: v.Session.Kind, person: v.Person.ID, name: v.Person.Name, email: v.Person.Email, role: string(v.Person.Role),
		unread: v.Unread, Locale: v.Localizer.Locale, zone: v.Zone, today: v.Localizer.Date(now), desk: v.AtDesk(),
	}
}

// holes are the names of what is filled into a page anew each time: it is made with them
// in place of that. Nobody can guess them, and so write them.
type holes struct {
	Key   string // of a form
	Clock string // a sentence with the time of day
}

// SendFilled answers with a page that was made under a key, with a text in its hole. Where
// it is kept, so it is packed, with the hole; blanks stand there behind a shorter text.
func SendFilled(s *Core, c *fiber.Ctx, key any, kept bool, html []byte, hole, text string) error {
	tellAccount(s, c)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	text = template.HTMLEscapeString(text)
	if encoding := httpd.Encoding(c); kept && encoding == "br" && len(text) <= len(hole) {
		open, err := s.Made.Make(packed{key, encoding}, func() ([]byte, error) { return httpd.PackOpen(html, hole) })
		if err == nil {
			return httpd.SendPacked(c, fill(open, hole, text+strings.Repeat(" ", len(hole)-len(text))), encoding)
		}
	}
	return c.Send(httpd.Compress(c, fill(html, hole, text)))
}

func fill(page []byte, hole, text string) []byte {
	return bytes.Replace(page, []byte(hole), []byte(text), 1)
}

// packed names a page as it is sent.
type packed struct{ key, encoding any }

// SendMade answers with a page that has no holes: template name, with what data gives
// where it was not made under that key before.
func SendMade(s *Core, c *fiber.Ctx, key any, name string, data func() any) error {
	encoding := httpd.Encoding(c)
	html, err := s.Made.Make(packed{key, encoding}, func() ([]byte, error) {
		html, err := s.Made.Make(key, func() ([]byte, error) { return s.HTML(name, data()) })
		return httpd.Pack(html, encoding), err
	})
	if err != nil {
		return err
	}
	tellAccount(s, c)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return httpd.SendPacked(c, html, encoding)
}
