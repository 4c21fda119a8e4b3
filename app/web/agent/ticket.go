package agent

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/ticket"
)

// deskTicketPage is a thread at the desk.
type deskTicketPage struct {
	ticket.ThreadPage
	About aboutPart
	Views []viewPart // the rail
	Back  string     // the desk, as the agent left it
}

// ShowDeskTicket: GET /desk/tickets/12345678
func (s *Handlers) ShowDeskTicket(c *fiber.Ctx) error {
	from, _ := backTo(c)
	return s.tickets.OpenThread(c, s.deskPage, from)
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
	p.About = s.about(c, p.Ticket)
	return "desk/ticket", p, nil
}

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
