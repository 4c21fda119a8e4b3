package web

import (
	"log/slog"
	"mime"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/httpd"
)

// refuse sets the status of an answer that refuses because of why, and notes
// what is our trouble.
func (s *Server) refuse(c *fiber.Ctx, why error) {
	kind := fault.Of(why).Kind
	if kind == fault.Away {
		c.Set(fiber.HeaderRetryAfter, httpd.Patience)
	}
	if kind == fault.Away && why.Error() != fault.Of(why).Key { // it has a cause
		slog.Error("nothing can be kept", "method", c.Method(), "route", c.Route().Path, "err", why)
	}
	c.Status(statuses[kind])
}

// ourTrouble tells an error that nobody who asks has a part in.
func ourTrouble(err error) bool {
	kind := fault.Of(err).Kind
	return kind == fault.Broken || kind == fault.Away
}

// againPart is a form that could not be taken, to be sent once more as it was:
// whatever page it came from, no word of it is lost.
type againPart struct {
	Action string
	Body   string // what was written, to be seen
	Fields []field
	Names  []string // of files, which have to be chosen again
}

type field struct{ Name, Value string }

// again is the form that a request without script brought; nil where there is none.
func (s *Server) again(c *fiber.Ctx) *againPart {
	if c.Method() != fiber.MethodPost || wantsFragment(c) || scripted(c) {
		return nil
	}
	f, read := c.Locals("form").(*form)
	if !read {
		kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
		if httpd.HasBody(c) && kind != fiber.MIMEApplicationForm && kind != fiber.MIMEMultipartForm {
			return nil
		}
		if f, _ = s.readForm(c, noFiles); f == nil {
			return nil
		}
	}
	p := &againPart{Action: c.OriginalURL(), Body: f.get("body"), Names: f.names}
	for name, values := range f.values {
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
