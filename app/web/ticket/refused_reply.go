package ticket

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/web/core"
)

// RerenderForm shows the form again with all that was typed, and why.
func (s *Handlers) RerenderForm(c *fiber.Ctx, f *core.Form, err error, around pageOf) error {
	if f == nil || !core.Mendable(err) {
		return err
	}
	v := s.CurrentViewer(c)
	if err := s.drafts.keepFiles(c, f, err); err != nil {
		return err
	}
	part := ComposerPart{Uploads: uploadParts(v.Localizer, f.Kept), Body: f.Get("body"), Key: f.Get("key"), Details: desk.ReadDetails(f.Get), Fault: core.FaultOf(v.Localizer, err), Names: f.Names}
	if sent := fault.Of(err); sent.Kind == fault.Stale && sent.Key == "desk.key.used" {
		part.Key = "" // other words need another key
	}
	if !v.AtDesk() {
		part.Guard = guardOf(v.Localizer, f)
	}
	if fault.Of(err).Field == "guard" {
		part.Fault = nil
	}
	if v.AtDesk() {
		part.Wants, part.Note = wantParts(v.Localizer, f.Values["wants[]"]), f.Note
	}
	core.Refuse(c, err)
	if !core.WantsFragment(c) {
		return s.ShowThread(c, part, around)
	}
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, core.Number(c))
	if err != nil {
		return err
	}
	if part, err = s.composer(c, t, part); err != nil {
		return err
	}
	return s.Render(c, "ticket/composer", part)
}
