package agent

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// firstSteps are what an admin does in the first hour; a new line is one more row. Its
// words are steps.<ID>, <ID>_hint and <ID>_do.
var firstSteps = []struct {
	ID    string
	Done  func(access.FirstSteps) bool
	Leads string // where it is done; "send" is a button that does it; "copy": what a tap takes along
}{
	{"colleague", func(f access.FirstSteps) bool { return f.Colleague }, "copy"},
	{"mail", func(f access.FirstSteps) bool { return f.Mail }, "send"},
	{"passkey", func(f access.FirstSteps) bool { return f.Passkey }, "/settings#passkeys"},
	{"ticket", func(f access.FirstSteps) bool { return f.Ticket }, "/tickets/new"},
	{"address", func(f access.FirstSteps) bool { return f.Customer }, "copy"},
}

// stepPart is one of them on the page.
type stepPart struct {
	ID, Words, Hint, Do string
	Done                bool
	Leads, Copies       string // one of them; neither: a button does it
}

// steps are those of an admin; none once all are done or put away.
func (s *Handlers) steps(c *fiber.Ctx, v *core.Viewer) (parts []stepPart, err error) {
	if !v.Can(desk.Administer) {
		return nil, nil
	}
	done, err := s.Auth.Staff.FirstSteps(c.UserContext(), v.Person.ID)
	if err != nil || done.Away {
		return nil, err
	}
	keys, err := s.Auth.Passkeys(s.Options.URL, s.Options.Name)
	if err != nil {
		return nil, err
	}
	left := false
	for _, step := range firstSteps {
		if step.ID == "passkey" && keys == nil { // there can be none
			continue
		}
		t := v.Localizer.T
		p := stepPart{ID: step.ID, Words: t("steps." + step.ID), Hint: t("steps."+step.ID+"_hint", "Address", v.Person.Email), Done: step.Done(done)}
		switch step.Leads {
		case "copy":
			p.Copies = map[string]string{"colleague": t("steps.command"), "address": s.Options.URL}[step.ID]
		case "send":
			p.Do = t("steps." + step.ID + "_do")
		default:
			p.Leads, p.Do = step.Leads, t("steps."+step.ID+"_do")
		}
		left = left || !p.Done
		parts = append(parts, p)
	}
	if !left {
		return nil, nil
	}
	return parts, nil
}

// DoFirstStep: POST /desk/first-steps, do = mail | away.
func (s *Handlers) DoFirstStep(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	switch do := f.Get("do"); {
	case do == "away":
		err = s.Auth.Staff.PutAway(c.UserContext())
	case do == "mail":
		if err = s.Allow(c, limits.TrialMails); err == nil {
			err = s.Auth.Staff.TryMail(c.UserContext(), s.Actor(c).ID)
		}
	default:
		return fault.Hide()
	}
	if err != nil {
		return err
	}
	return c.Redirect("/desk", fiber.StatusSeeOther)
}
