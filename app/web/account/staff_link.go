package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/web/core"
	"hilo/views"
)

// staffPage is a one-time link of the operator: to the desk, or to set up the
// first admin.
type staffPage struct {
	core.Page
	Person      *desk.Person
	Setup       bool
	Action      string
	Name, Email string
	Faults      views.Faults
}

// ShowStaffLink: GET /staff/{token}. Inert; the button uses the link.
func (s *SignIn) ShowStaffLink(c *fiber.Ctx) error { return s.askStaff(c, &core.Form{}, nil) }

func (s *SignIn) askStaff(c *fiber.Ctx, f *core.Form, refused error) error {
	person, setup, err := s.Auth.Staff.Link(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadStaffLink(c, err)
	}
	p := staffPage{Page: s.Page(c, "staff.title"), Person: person, Setup: setup, Action: c.Path(), Name: f.Get("name"), Email: f.Get("email")}
	p.Gate, p.Faults = true, core.FaultsOf(p.Localizer, refused)
	if setup {
		p.Title = p.T("staff.setup_title")
	}
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "account/staff", p)
}

// UseStaffLink: POST /staff/{token}; the set-up link takes name and email.
func (s *SignIn) UseStaffLink(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	grant, err := s.Auth.Staff.UseLink(c.UserContext(), c.Params("token"), access.Newcomer{Email: f.Get("email"), Name: f.Get("name")}, s.clientOf(c, f, s.Cookies.Session))
	if err != nil && core.Mendable(err) {
		return s.askStaff(c, f, err)
	} else if err != nil {
		return s.deadStaffLink(c, err)
	}
	return s.welcome(c, grant)
}

func (s *SignIn) deadStaffLink(c *fiber.Ctx, err error) error {
	if fault.Of(err).Kind != fault.Unknown {
		return err
	}
	return fault.Say(fault.Unknown, "staff.dead")
}
