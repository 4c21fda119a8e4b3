package ticket

import (
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/web/core"
)

// CreateReply: POST /tickets/12345678/replies
func (s *Handlers) CreateReply(c *fiber.Ctx) error {
	f, err := s.Message(c, access.Replies)
	if err != nil {
		return s.RerenderForm(c, f, err, requesterPage)
	}
	say, problems := messageFromForm(f, s.CurrentViewer(c).Localizer)
	if len(problems) > 0 {
		return s.RerenderForm(c, f, problems[0], requesterPage)
	}
	say.Body = withTitle(f, say.Body)
	e, err := s.Desk.Reply(c.UserContext(), s.Actor(c), core.Number(c), say)
	return s.RespondSent(c, f, e, err, requesterPage)
}

// Message reads what a person wants to say on a ticket that they may see:
// first who they are, then what they send.
func (s *Handlers) Message(c *fiber.Ctx, rule access.Limit) (*core.Form, error) {
	v := s.CurrentViewer(c)
	if _, err := s.Desk.Ticket(c.UserContext(), v.Actor, core.Number(c)); err != nil {
		return nil, err
	}
	if err := core.Hold(c, s.Allow(c, rule)); err != nil {
		return nil, err
	}
	f, err := s.ReadForm(c, files.Default)
	if f != nil {
		err = errors.Join(err, s.drafts.attach(c, f, files.Default))
	}
	if err != nil {
		return f, err
	}
	return f, f.Fault
}

func NewMessage(f *core.Form) desk.Message {
	return desk.Message{Body: f.Get("body"), Files: f.Attached(time.Time{}), Uploads: f.Values["uploads"], Key: f.Get("key")}
}

// RespondSent answers a send: the entry for a script, else the way back to it. A
// refusal shows the form again.
func (s *Handlers) RespondSent(c *fiber.Ctx, f *core.Form, e desk.Entry, err error, around pageOf) error {
	if err != nil {
		return s.RerenderForm(c, f, err, around)
	}
	s.SettleFiles(c, f.Files)
	if core.WantsFragment(c) && !fromNewTicketPage(f) {
		return s.renderEntryUpdate(c, &e, true)
	}
	return c.Redirect(fmt.Sprintf("%s#entry-%d", Base(s.CurrentViewer(c), e.Ticket), e.Seq), fiber.StatusSeeOther)
}

// RerenderForm shows the form again with all that was typed, and why.
func (s *Handlers) RerenderForm(c *fiber.Ctx, f *core.Form, err error, around pageOf) error {
	if f == nil || !core.Mendable(err) {
		return err
	}
	v := s.CurrentViewer(c)
	if fromNewTicketPage(f) && !v.AtDesk() {
		return s.drafts.showNew(c, f, err)
	}
	if err := s.drafts.keepFiles(c, f, err); err != nil {
		return err
	}
	part := ComposerPart{Uploads: uploadParts(v.Localizer, f.Kept), Body: f.Get("body"), Key: f.Get("key"), Fault: core.FaultOf(v.Localizer, err), Names: f.Names}
	if sent := fault.Of(err); sent.Kind == fault.Stale && sent.Key == "desk.key.used" {
		part.Key = "" // other words need another key
	}
	if !v.AtDesk() {
		part.Guard = guardOf(v.Localizer, f, "")
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

// ConfirmTicket: POST /tickets/12345678/resolution: yes, it is solved. Field
// seq may name the proposal that was seen.
func (s *Handlers) ConfirmTicket(c *fiber.Ctx) error {
	return s.answerProposal(c, s.Desk.Confirm, s.Desk.ConfirmProposal)
}

// ReopenTicket: POST /tickets/12345678/reopening: not yet. Field seq likewise.
func (s *Handlers) ReopenTicket(c *fiber.Ctx) error {
	return s.answerProposal(c, s.Desk.Reopen, s.Desk.ReopenProposal)
}

// RateTicket: POST /tickets/12345678/rating, field score.
func (s *Handlers) RateTicket(c *fiber.Ctx) error {
	if err := s.Allow(c, access.Replies); err != nil {
		return err
	}
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	e, err := s.Desk.Rate(c.UserContext(), s.Actor(c), core.Number(c), f.Get("score"))
	return s.RespondVerb(c, e, err)
}
