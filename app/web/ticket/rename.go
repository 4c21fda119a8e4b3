package ticket

import (
	"bytes"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// RenameTicket: POST /tickets/12345678/subject, field subject: its requester corrects it.
func (s *Handlers) RenameTicket(c *fiber.Ctx) error {
	t, err := s.Desk.Ticket(c.UserContext(), s.Actor(c), core.Number(c))
	if err != nil {
		return err
	}
	if err := core.Hold(c, s.Allow(c, limits.Replies)); err != nil {
		return err
	}
	f, err := s.ReadForm(c, core.NoFiles)
	if err == nil {
		err = checkForSecrets(f)
	}
	var e desk.Entry
	if err == nil {
		e, err = s.Desk.Rename(c.UserContext(), s.Actor(c), t.Number, f.Get("subject"))
	}
	if f != nil && core.Mendable(err) {
		return s.rerenderPart(c, t, "rename", f, err, func(p *statePart) { p.Subject = f.Get("subject") })
	}
	return s.RespondVerb(c, e, err)
}

// rerenderPart shows the form of a part of the page again with what was typed, and why it
// was refused: alone for a script, else on the page of the ticket.
func (s *Handlers) rerenderPart(c *fiber.Ctx, t *desk.Ticket, id string, f *core.Form, refused error, typed func(*statePart)) error {
	v := s.CurrentViewer(c)
	p, err := s.statePartOf(c.UserContext(), t, v)
	if err != nil {
		return err
	}
	p.Guard = guardOf(v.Localizer, f)
	if fault.Of(refused).Field != "guard" {
		p.Fault = core.FaultOf(v.Localizer, refused)
		p.Fault.Field = fieldsOfParts[id]
	}
	typed(&p)
	html, err := s.HTML("ticket/"+id, p)
	if err != nil {
		return err
	}
	core.Refuse(c, refused)
	if !core.WantsFragment(c) {
		return s.ShowThread(c, ComposerPart{}, func(c *fiber.Ctx, page ThreadPage) (string, any, error) {
			page.Parts[id] = template.HTML(html)
			page.Title = v.Localizer.T("form.error_title", "Title", page.Title)
			return requesterPage(c, page)
		})
	}
	var b bytes.Buffer
	core.Partial(&b, id, html)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(httpd.Compress(c, b.Bytes()))
}

// fieldsOfParts are the fields of their forms, as the page calls them: one each.
var fieldsOfParts = map[string]string{"rename": "new-subject", "turn": "comment"}
