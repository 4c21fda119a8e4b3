package agent

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/account"
	"hilo/app/web/ticket"
	"hilo/app/words"
)

// backTo is where an agent came from to a ticket: a view, or what a search found.
func backTo(c *fiber.Ctx) (string, desk.View) {
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || from.Path != "/desk" {
		return "/desk", ""
	}
	f := desk.Filter{View: desk.View(from.Query().Get("view")), Query: desk.Typed(from.Query().Get("q"))}
	if f.Query != "" {
		return "/desk?" + url.Values{"q": {f.Query}}.Encode(), ""
	}
	if !slices.Contains(desk.Views, f.View) {
		f.View = desk.Unassigned
	}
	return "/desk?view=" + string(f.View), f.View
}

// aboutPart is the desk's panel beside the thread.
type aboutPart struct {
	Requester, Email string
	Opened           string
	Proven           bool
	Locale           words.Locale
	Zone             string // '' for who never said where they live
	Staff            []desk.Person
	Assignee         string
	Erasure          *account.ErasurePart // all of theirs is to go
}

// deskTicketPage is a thread at the desk.
type deskTicketPage struct {
	ticket.ThreadPage
	About aboutPart
	Views []viewPart // the rail
	Back  string     // the desk, as the agent left it
}

// deskPage puts the desk around a thread.
func (s *Handlers) deskPage(c *fiber.Ctx, thread ticket.ThreadPage) (string, any, error) {
	p := deskTicketPage{ThreadPage: thread}
	p.Here, p.Sheet = "desk", "desk.css"
	var view desk.View
	p.Back, view = backTo(c)
	p.Views = viewParts(p.Localizer, view)
	for i := range p.Views {
		p.Views[i].Inside = true
	}
	var err error
	p.About, err = s.about(c, p.Ticket)
	return "desk/ticket", p, err
}

// ShowDeskTicket: GET /desk/tickets/12345678
func (s *Handlers) ShowDeskTicket(c *fiber.Ctx) error {
	return s.tickets.ShowThread(c, ticket.ComposerPart{}, s.deskPage)
}

// about is the panel beside a thread at the desk.
func (s *Handlers) about(c *fiber.Ctx, t *desk.Ticket) (aboutPart, error) {
	a := aboutPart{Requester: ticket.RequesterName(t), Proven: t.Proof == desk.ProofGuest || t.Proof == desk.ProofSession, Opened: s.CurrentViewer(c).Localizer.Since(t.CreatedAt, s.Now())}
	locale := t.Locale
	if t.Request != nil {
		a.Email, a.Zone = t.Request.Email, t.Request.Timezone
		locale = cmp.Or(t.Request.Locale, locale)
	}
	for _, l := range s.Words.Locales() {
		if l.Tag == locale {
			a.Locale = l
		}
	}
	if t.Assignee != nil {
		a.Assignee = t.Assignee.Email
	}
	a.Erasure = account.ErasurePartOf(t.Erasure, s.CurrentViewer(c).Localizer, s.Now())
	var err error
	a.Staff, err = s.staff.get(c.UserContext(), s.Desk, s.Now())
	return a, err
}
