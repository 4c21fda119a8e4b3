package ticket

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/httpd"
	"hilo/app/web/core"
)

// renderEntryUpdate is what a script gets for a new entry: the entry, the parts of the
// page that it changed, and a new key where a message was stored.
func (s *Handlers) renderEntryUpdate(c *fiber.Ctx, e *desk.Entry, confirmed bool) error {
	v := s.CurrentViewer(c)
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, e.Ticket)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	status := fiber.StatusOK
	if e.Seq > 0 {
		html, err := s.entryHTML(t, e, v)
		if err != nil {
			return err
		}
		b.Write(html)
		if !e.Again {
			status = fiber.StatusCreated
		}
	}
	state, err := s.state(c.UserContext(), t, v)
	if err != nil {
		return err
	}
	state.write(&b)
	if confirmed { // only a confirmed send makes a new key
		key, err := s.HTML("form/key", rand.Text())
		if err != nil {
			return err
		}
		core.Partial(&b, "key", key)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(status).Send(httpd.Compress(c, b.Bytes()))
}

// RespondVerb answers a verb: parts for a script, else back to the ticket.
func (s *Handlers) RespondVerb(c *fiber.Ctx, e desk.Entry, err error) error {
	if err != nil {
		return err
	}
	if core.WantsFragment(c) {
		return s.renderEntryUpdate(c, &e, false)
	}
	to := Base(s.CurrentViewer(c), e.Ticket)
	if e.Seq > 0 {
		to += fmt.Sprint("#entry-", e.Seq)
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}
