package web

import (
	"crypto/rand"
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/words"
	"hilo/views"
)

// newPage is the form of a new ticket, for customers and for nobody.
type newPage struct {
	Page
	Themes                          []themePart
	Subject, Body, Key, Name, Email string
	Faults                          views.Faults
	Names                           []string
	Uploads                         []uploadPart
	MaxFiles                        int
	MaxBytes                        int64

	When, IDs string
	Guard     *guardPart
	Hints     hintsPart
	Similar   similarPart
}

type themePart struct {
	ID, Name string
	On       bool
}

// newTicket: GET /tickets/new
func (s *Server) newTicket(c *fiber.Ctx) error {
	f, err := s.begun(c)
	if err != nil {
		return err
	}
	return s.showNew(c, f)
}

// begun is the form as the person left it, on whichever device; empty for nobody.
func (s *Server) begun(c *fiber.Ctx) (*form, error) {
	v := s.look(c)
	if v.nobody() {
		return &form{}, nil
	}
	d, err := s.Desk.Draft(c.UserContext(), v.Actor, 0)
	return &form{kept: d.Uploads, values: url.Values{"topic": {d.Topic}, "subject": {d.Subject}, "body": {d.Body}, "key": {d.Key}}}, err
}

// showNew is the form; refused is all that is wrong with what was sent.
func (s *Server) showNew(c *fiber.Ctx, f *form, refused ...error) error {
	if len(refused) > 0 {
		if err := s.keepFiles(c, f, refused[0]); err != nil {
			return err
		}
	}
	themes, err := s.Desk.Themes(c.UserContext())
	if err != nil {
		return err
	}
	p := newPage{Page: s.page(c, "new.title"), Subject: f.get("subject"), Body: f.get("body"), Key: f.get("key"), Name: f.get("name"), Email: f.get("email"), Names: f.names}
	p.Uploads = uploadParts(p.Localizer, f.kept)
	p.Here, p.Sheet, p.Faults = "new", "new.css", faultsOf(p.Localizer, unguarded(refused)...)
	p.When, p.IDs, p.Hints = f.get("when"), f.get("ids"), newHints(p.Localizer, f)
	if p.Similar, err = s.similar(c, f); err != nil {
		return err
	}
	for _, t := range themes {
		p.Themes = append(p.Themes, themePart{t.ID, t.In(p.Locale), t.ID == f.get("topic")})
	}
	limits := s.newLimits(c)
	p.MaxFiles, p.MaxBytes = limits.Count, limits.Each
	if len(refused) > 0 {
		p.Guard = guardOf(p.Localizer, f, c.Path())
		p.Title = p.T("form.error_title", "Title", p.Title)
		s.refuse(c, refused[0])
		if fault.Of(refused[0]).Key == "desk.key.used" {
			p.Key = "" // other words need another key
		}
	}
	if p.Key == "" {
		p.Key = rand.Text()
	}
	return s.render(c, "ticket/new", p)
}

func (s *Server) newLimits(c *fiber.Ctx) files.Limits {
	if s.look(c).nobody() {
		return files.Guest
	}
	return files.Default
}

// createTicket: POST /tickets, by a customer or by nobody.
func (s *Server) createTicket(c *fiber.Ctx) error {
	v := s.look(c)
	if err := hold(c, s.mayOpen(c)); err != nil {
		return err
	}
	f, err := s.readForm(c, s.newLimits(c))
	if f != nil {
		err = errors.Join(err, s.attach(c, f, s.newLimits(c)), f.fault)
	}
	if err != nil {
		return s.mendNew(c, f, err)
	}
	say, wrong := messageFromForm(f, v.Localizer) // before the rest is read: it may mask
	q := desk.Question{Topic: f.get("topic"), Subject: f.get("subject"), Locale: v.Localizer.Locale, Message: say}
	if v.nobody() {
		return s.createGuestTicket(c, f, q, wrong)
	}
	if problems := append(q.Problems(), wrong...); len(problems) > 0 {
		return s.showNew(c, f, problems...)
	}
	t, _, err := s.Desk.Open(c.UserContext(), v.Actor, q)
	if err != nil {
		return s.mendNew(c, f, err)
	}
	s.settle(c, f.files)
	return c.Redirect(t.Path(), fiber.StatusSeeOther)
}

// mayOpen holds the budgets before a file is taken: a person's tickets in an
// hour, nobody's in a day.
func (s *Server) mayOpen(c *fiber.Ctx) error {
	if s.look(c).nobody() {
		return s.allowFor(c, access.GuestTickets, s.http.ClientIP(c))
	}
	return s.allow(c, access.Tickets)
}

func (s *Server) mendNew(c *fiber.Ctx, f *form, err error) error {
	if f == nil || !mendable(err) {
		return err
	}
	return s.showNew(c, f, err)
}

// sentPage tells a guest where the link went.
type sentPage struct {
	Page
	Masked string
}

// createGuestTicket opens a ticket for an address that nobody has proven yet.
// The answer is the same whoever the address belongs to.
func (s *Server) createGuestTicket(c *fiber.Ctx, f *form, q desk.Question, wrong []error) error {
	q.Name, q.Network = f.get("name"), s.Auth.Network(s.askerIP(c))
	email, err := access.Canonical(f.get("email"))
	problems := append(q.Problems(), wrong...)
	if err != nil {
		problems = append([]error{err}, problems...)
	}
	if len(problems) > 0 {
		return s.showNew(c, f, problems...)
	}
	for i := range q.Files { // no preview, and gone in a week unless the address is proven
		q.Files[i].Width, q.Files[i].Height, q.Files[i].ExpiresAt = 0, 0, s.Now().Add(guestFilesExpire)
	}
	if _, _, err := s.Desk.OpenFor(c.UserContext(), email, q); err != nil {
		return s.mendNew(c, f, err)
	}
	s.settle(c, f.files)
	p := sentPage{s.page(c, "new.sent_title"), access.Mask(email)}
	p.Gate = true
	c.Status(fiber.StatusCreated)
	return s.render(c, "ticket/new_sent", p)
}

type helpPage struct {
	Page
	UnderWay *underWayPart
}

// showHelp: GET /
func (s *Server) showHelp(c *fiber.Ctx) error {
	p := helpPage{s.page(c, "nav.get_help"), s.underWay(c)}
	p.Here, p.Sheet = "help", "help.css"
	return s.render(c, "layout/help", p)
}

func wantParts(v *words.Localizer, on []string) []wantPart {
	chosen := map[string]bool{}
	for _, w := range on {
		chosen[w] = true
	}
	var out []wantPart
	for _, w := range desk.Wants {
		out = append(out, wantPart{w, v.T("wants." + w), chosen[w]})
	}
	return out
}
