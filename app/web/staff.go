package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/views"
)

// staffPage is a one-time link of the operator: to the desk, or to set up the
// first admin.
type staffPage struct {
	Page
	Person      *desk.Person
	Setup       bool
	Action      string
	Name, Email string
	Faults      views.Faults
}

// showStaffLink: GET /staff/{token}. Inert; the button uses the link.
func (s *Server) showStaffLink(c *fiber.Ctx) error { return s.askStaff(c, &form{}, nil) }

func (s *Server) askStaff(c *fiber.Ctx, f *form, refused error) error {
	person, setup, err := s.Auth.StaffLink(c.UserContext(), c.Params("token"))
	if err != nil {
		return s.deadStaffLink(c, err)
	}
	p := staffPage{Page: s.page(c, "staff.title"), Person: person, Setup: setup, Action: c.Path(), Name: f.get("name"), Email: f.get("email")}
	p.Gate, p.Faults = true, faultsOf(p.Localizer, refused)
	if setup {
		p.Title = p.T("staff.setup_title")
	}
	if refused != nil {
		s.refuse(c, refused)
	}
	return s.render(c, "account/staff", p)
}

// useStaffLink: POST /staff/{token}; the set-up link takes name and email.
func (s *Server) useStaffLink(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	grant, err := s.Auth.UseStaffLink(c.UserContext(), c.Params("token"), access.Newcomer{Email: f.get("email"), Name: f.get("name")}, s.clientOf(c, f, s.cookies.session))
	if err != nil && mendable(err) {
		return s.askStaff(c, f, err)
	} else if err != nil {
		return s.deadStaffLink(c, err)
	}
	return s.welcome(c, grant)
}

func (s *Server) deadStaffLink(c *fiber.Ctx, err error) error {
	if fault.Of(err).Kind != fault.Unknown {
		return err
	}
	return fault.Say(fault.Unknown, "staff.dead")
}
