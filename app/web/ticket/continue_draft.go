package ticket

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/web/core"
)

// ContinueInTicket: POST /tickets/12345678/draft, the form of a new ticket: what was
// written there waits in the box of that ticket, and nothing is sent.
func (s *Drafts) ContinueInTicket(c *fiber.Ctx) error {
	takes := files.Default
	takes.Waits = true
	f, err := s.ReadForm(c, takes)
	if err == nil {
		err = f.Fault
	}
	actor, n := s.Actor(c), core.Number(c)
	for err == nil && len(f.Files) > 0 { // first: the form comes back whole if one is refused
		if _, err = s.upload(c, actor, n, f.Files[0]); err == nil {
			f.Files, f.Names = f.Files[1:], f.Names[1:]
		}
	}
	if err == nil {
		text := joined(f.Get("subject"), f.Get("body"), listed(desk.ReadDetails(f.Get), s.CurrentViewer(c).Localizer))
		err = s.Desk.Drafts.Continue(c.UserContext(), actor, n, text, f.Values["uploads"])
	}
	if err != nil {
		return s.rerenderNew(c, f, err)
	}
	to := Base(s.CurrentViewer(c), n) + "#reply"
	if core.WantsFragment(c) {
		c.Set("HX-Redirect", to)
		return c.SendStatus(fiber.StatusOK)
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// parkNew keeps what a customer wrote whose session ended meanwhile: they sign in, and
// find it in their form.
func (s *Drafts) parkNew(c *fiber.Ctx, f *core.Form) error {
	if core.WantsFragment(c) { // the browser keeps it
		return fault.Say(fault.Nobody, "problem.nobody")
	}
	d := desk.Draft{Subject: f.Get("subject"), Topic: f.Get("topic"), Body: f.Get("body"), Key: f.Get("key"), Details: desk.ReadDetails(f.Get)}
	return s.Park(c, d, f, "/tickets/new")
}
