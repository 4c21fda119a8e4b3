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
	return s.sayInPart(c, "rename", func(number int64, f *core.Form) (desk.Entry, error) {
		return s.Desk.Rename(c.UserContext(), s.Actor(c), number, f.Get("subject"))
	})
}

// partForms are the forms in parts of the page in which the requester writes: one field
// each, how the page calls that, and where it stands in the part.
var partForms = map[string]struct {
	field, shown string
	typed        func(*statePart) *string
}{
	"rename": {"subject", "new-subject", func(p *statePart) *string { return &p.Subject }},
	"turn":   {"comment", "comment", func(p *statePart) *string { return &p.Comment }},
}

// sayInPart takes the form of a part, as patient and as watchful as with a reply. What can
// be mended comes back with the form.
func (s *Handlers) sayInPart(c *fiber.Ctx, id string, say func(number int64, f *core.Form) (desk.Entry, error)) error {
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
		e, err = say(t.Number, f)
	}
	if f != nil && f.Values.Has(partForms[id].field) && core.Mendable(err) {
		return s.rerenderPart(c, t, id, f, err)
	}
	return s.RespondVerb(c, e, err)
}

// rerenderPart shows the form of a part of the page again with what was typed, and why it
// was refused: alone for a script, else on the page of the ticket.
func (s *Handlers) rerenderPart(c *fiber.Ctx, t *desk.Ticket, id string, f *core.Form, refused error) error {
	v := s.CurrentViewer(c)
	p, _, err := s.statePartOf(c.UserContext(), t, v)
	if err != nil {
		return err
	}
	p.Guard = guardOf(v.Localizer, f)
	if fault.Of(refused).Field != "guard" {
		p.Fault = core.FaultOf(v.Localizer, refused)
		p.Fault.Field = partForms[id].shown
	}
	*partForms[id].typed(&p) = f.Get(partForms[id].field)
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
