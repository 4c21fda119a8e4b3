package core

import (
	"log/slog"
	"mime"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/words"
)

// Refuse sets the status of an answer that refuses because of why, and notes
// what is our trouble.
func Refuse(c *fiber.Ctx, why error) {
	kind := fault.Of(why).Kind
	if kind == fault.Away {
		c.Set(fiber.HeaderRetryAfter, httpd.Patience)
	}
	if kind == fault.Away && why.Error() != fault.Of(why).Key { // it has a cause
		slog.Error("nothing can be kept", "method", c.Method(), "route", c.Route().Path, "err", why)
	}
	c.Status(statuses[kind])
}

// resendPart is a form that could not be taken, to be sent once more as it was:
// whatever page it came from, no word of it is lost.
type resendPart struct {
	*words.Localizer
	Action string
	Body   string // what was written, to be seen
	Fields []field
	Names  []string // of files, which have to be chosen again
}

type field struct{ Name, Value string }

// resendForm is the form that a request without script brought; nil where there is none.
func (s *Core) resendForm(c *fiber.Ctx, v *words.Localizer) *resendPart {
	if c.Method() != fiber.MethodPost || WantsFragment(c) || scripted(c) {
		return nil
	}
	if textOf(c) > FewFields && !s.HTTP.Room(c, s.Asker(c)) {
		return nil
	}
	f, read := c.Locals("form").(*Form)
	if !read {
		kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
		if httpd.HasBody(c) && kind != fiber.MIMEApplicationForm && kind != fiber.MIMEMultipartForm {
			return nil
		}
		if f, _ = s.ReadForm(c, NoFiles); f == nil {
			return nil
		}
	}
	p := &resendPart{Localizer: v, Action: c.OriginalURL(), Body: f.Get("body"), Names: f.Names}
	for name, values := range f.Values {
		for i, value := range values {
			if name == "body" && i == 0 || len(p.Fields) == httpd.MaxFields {
				continue
			}
			p.Fields = append(p.Fields, field{name, value})
		}
	}
	slices.SortStableFunc(p.Fields, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return p
}
