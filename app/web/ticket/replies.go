package ticket

import (
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// CreateReply: POST /tickets/12345678/replies
func (s *Handlers) CreateReply(c *fiber.Ctx) error {
	f, err := s.Message(c, limits.Replies)
	if err != nil {
		return s.RerenderForm(c, f, err, requesterPage)
	}
	say, problems := messageFromForm(f, s.CurrentViewer(c).Localizer)
	if len(problems) > 0 {
		return s.RerenderForm(c, f, problems[0], requesterPage)
	}
	e, err := s.Desk.Reply(c.UserContext(), s.Actor(c), core.Number(c), say)
	return s.RespondSent(c, f, e, err, requesterPage)
}

// Message reads what a person wants to say on a ticket that they may see:
// first who they are, then what they send. The budget is asked before, and pays when it is stored.
func (s *Handlers) Message(c *fiber.Ctx, rule limits.Limit) (*core.Form, error) {
	v := s.CurrentViewer(c)
	if _, err := s.Desk.Ticket(c.UserContext(), v.Actor, core.Number(c)); err != nil {
		return nil, err
	}
	whom := fmt.Sprint(v.ID)
	if err := core.Hold(c, core.Patient(c, rule, s.Auth.Limits.Affords(c.UserContext(), whom, rule))); err != nil {
		return nil, err
	}
	f, err := s.ReadForm(c, files.Default)
	if f != nil {
		f.Charge = s.Auth.Limits.Charge(whom, rule)
		err = errors.Join(err, s.drafts.attach(c, f, files.Default))
	}
	if err != nil {
		return f, err
	}
	return f, f.Fault
}

// NewMessage is what a form says, without what only customers add.
func NewMessage(f *core.Form) desk.Message {
	return desk.Message{Body: f.Get("body"), Files: f.Attached(time.Time{}), Uploads: f.Values["uploads"], Key: f.Get("key"), Charge: f.Charge}
}

// RespondSent answers a send: the entry for a script, else the way back to it. A
// refusal shows the form again.
func (s *Handlers) RespondSent(c *fiber.Ctx, f *core.Form, e desk.Entry, err error, around pageOf) error {
	if err != nil {
		return s.RerenderForm(c, f, core.Patient(c, limits.Replies, err), around)
	}
	s.SettleFiles(c, f.Files)
	if core.WantsFragment(c) {
		return s.renderEntryUpdate(c, &e, true)
	}
	return c.Redirect(fmt.Sprintf("%s#entry-%d", Base(s.CurrentViewer(c), e.Ticket), e.Seq), fiber.StatusSeeOther)
}
