package core

import (
	"bytes"
	"crypto/rand"
	"html/template"
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

// SendFilled answers with a page whose holes are filled: clock is the sentence for one of them.
func SendFilled(s *Core, c *fiber.Ctx, html []byte, clock string) error {
	whole := bytes.Replace(html, []byte(s.Made.Holes.Key), []byte(rand.Text()), 1)
	if clock != "" {
		whole = bytes.Replace(whole, []byte(s.Made.Holes.Clock), []byte(template.HTMLEscapeString(clock)), 1)
	}
	tellAccount(s, c)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(httpd.Compress(c, whole))
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
