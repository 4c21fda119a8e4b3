package ticket

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/web/core"
)

// SaveDraft: PUT /drafts/{number|new}, fields body, key, kind = note, the details as want_<id>, those ticked as wants[];
// of a new ticket also subject and topic. 200 in place of 204: that key was sent, so nothing is kept here.
func (s *Drafts) SaveDraft(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	d := desk.Draft{
		Ticket: draftOf(c.Params("ticket")), Subject: f.Get("subject"), Topic: f.Get("topic"),
		Body: f.Get("body"), Key: f.Get("key"), Note: f.Get("kind") == "note", Details: f.DraftDetails(),
	}
	_, err = core.AsFirstAllowed(c, func(actor desk.Actor) error { return s.Desk.Drafts.Save(c.UserContext(), actor, d) })
	if errors.Is(err, desk.ErrSent) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// DropDraft: DELETE /drafts/{number|new}, with the files that were added.
func (s *Drafts) DropDraft(c *fiber.Ctx) error {
	n := draftOf(c.Params("ticket"))
	_, err := core.AsFirstAllowed(c, func(actor desk.Actor) error { return s.Desk.Drafts.Drop(c.UserContext(), actor, n) })
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// resumeDraft fills a reply as its writer left it.
func (s *Drafts) resumeDraft(c *fiber.Ctx, t *desk.Ticket, p *ComposerPart) error {
	v := s.CurrentViewer(c)
	d, err := s.Desk.Drafts.Of(c.UserContext(), v.Actor, t.Number)
	if v.AtDesk() {
		p.Wants = wantParts(v.Localizer, d.Details.Ticked())
	} else {
		p.Details = d.Details
	}
	p.Body, p.Key, p.Note, p.Uploads = d.Body, d.Key, d.Note && v.AtDesk(), uploadParts(v.Localizer, d.Uploads)
	return err
}

// draftOf is the ticket that a draft is for: 0 for a new one, -1 for nonsense.
func draftOf(name string) int64 {
	n, err := strconv.ParseInt(name, 10, 64)
	switch {
	case name == "new":
		return 0
	case err != nil || n <= 0:
		return -1
	}
	return n
}

// writing is the page where who writes on the ticket.
func writing(actor desk.Actor, ticket int64) string {
	if ticket == 0 {
		return "/tickets/new"
	}
	return Base(&core.Viewer{Viewer: access.Viewer{Actor: actor}}, ticket)
}
