package ticket

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
)

// ticketsPage is a person's own list.
type ticketsPage struct {
	core.Page
	ListPart
	Closed bool
	Groups []groupPart
	Claims *claimsPart // what may be strangers'; on the first page
}

// RowPart is a ticket in a list, of a customer or of the desk.
type RowPart struct {
	*words.Localizer
	Ticket     *desk.Ticket
	Href       string
	Unread     bool
	Line       string
	Told       desk.Status
	StatusText string
	Sort       string
	At         time.Time
	When       string
	Files      int
	Requester  string // for the desk
	Assignee   string
	Unproven   bool
}

// ListTickets: GET /tickets ?show=open|closed ?q= ?before=place
func (s *Lists) ListTickets(c *fiber.Ctx) error {
	v, f, after := s.CurrentViewer(c), ticketsFilter(c), desk.ParseCursor(c.Query("before"))
	if err := s.Searching(c); err != nil {
		return err
	}
	rows, seq, err := s.Desk.Lists.Rows(c.UserContext(), v.Actor, f, desk.Span{After: after})
	if err != nil {
		return err
	}
	list := s.List(v, "/tickets", ticketsQuery(f), after, seq, rows, s.row)
	if list.First != "" && core.WantsFragment(c) {
		return s.SendPage(c, "list/row", list)
	}
	p := ticketsPage{Page: s.Page(c, "nav.my_tickets"), ListPart: list, Closed: f.View == desk.ClosedView}
	p.Here, p.Sheet, p.Groups = "tickets", "list.css", groups(p.Localizer, f, list.Rows)
	if list.First == "" && !p.Closed {
		if p.Claims, err = s.claims(c.UserContext(), v, f); err != nil {
			return err
		}
		p.Stream += "&claims=" + p.Claims.stamp()
	}
	if f.Query == "" && list.First == "" {
		core.KeepOffline(c, v)
	}
	return s.Render(c, "list/tickets", p)
}

func ticketsFilter(c *fiber.Ctx) desk.Filter {
	f := desk.Filter{View: desk.OpenView, Query: SearchText(c)}
	if c.Query("show") == "closed" {
		f.View = desk.ClosedView
	}
	return f
}

func ticketsQuery(f desk.Filter) url.Values {
	q := url.Values{}
	if f.View == desk.ClosedView {
		q.Set("show", "closed")
	}
	if f.Query != "" {
		q.Set("q", f.Query)
	}
	return q
}

// row shows t to its requester.
func (s *Lists) row(t *desk.Ticket, v *core.Viewer) RowPart {
	r := RowPart{Localizer: v.Localizer, Ticket: t, Href: t.Path(), Unread: t.Unread(), At: t.PublicAt, Files: t.PublicFiles}
	r.Told = t.Status.Told(false)
	r.StatusText = v.Localizer.T("status." + string(r.Told))
	last := desk.Entry{Kind: t.PublicKind, AuthorID: t.PublicBy, AuthorName: t.ByName, ByDesk: ByDesk(t, t.PublicBy), Body: t.PublicLine, Data: desk.Data{Score: t.Score}}
	r.Line = LineOf(&last, v)
	r.When = v.Localizer.Short(t.PublicAt, s.Now())
	r.Sort = desk.CursorOf(t, v.Actor).String()
	return r
}

// ByDesk tells whether an author of t wrote at the desk.
func ByDesk(t *desk.Ticket, author *int64) bool { return author != nil && *author != t.RequesterID }

// LineOf is the last entry in a list row: who, and the first words.
func LineOf(e *desk.Entry, v *core.Viewer) string {
	if e.Body == "" {
		return e.Sentence(v.Localizer, v.AtDesk())
	}
	return authorName(e, v.Localizer, v.AtDesk()) + ": " + e.Body
}
