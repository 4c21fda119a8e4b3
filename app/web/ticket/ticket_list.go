package ticket

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
	"hilo/app/words"
)

// ticketsPage is a person's own list.
type ticketsPage struct {
	core.Page
	*ListPart
	Closed bool
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
func (s *Lists) ListTickets(c *fiber.Ctx) error { return s.ShowList(c, s.ownList(c)) }

// StreamTickets: GET /tickets/live ?after= and the list's own show and q.
func (s *Lists) StreamTickets(c *fiber.Ctx) error {
	return s.StreamList(c, s.CurrentViewer(c).Person.InboxSeq, s.ownList(c))
}

// ownList is the list of those who open tickets.
func (s *Lists) ownList(c *fiber.Ctx) List {
	v, f, claims := s.CurrentViewer(c), ticketsFilter(c), c.Query("claims")
	return List{
		Path: "/tickets", Words: "list.search", Page: "list/tickets", Part: "list/row",
		Filter: f, Query: ticketsQuery(f), Row: s.row, Groups: groups,
		Around: func(list *ListPart) (any, error) { return s.ticketsPage(c, f, list) },
		Topics: []string{desk.InboxChannel(v.Person.ID)},
		Beside: func(ctx context.Context, out *live.Stream) (err error) {
			if claims != "" { // a page that has them
				claims, err = s.sendClaims(ctx, out, v, f, claims)
			}
			return err
		},
	}
}

func (s *Lists) ticketsPage(c *fiber.Ctx, f desk.Filter, list *ListPart) (p ticketsPage, err error) {
	v := s.CurrentViewer(c)
	p = ticketsPage{Page: s.Page(c, "nav.my_tickets"), ListPart: list, Closed: f.View == desk.ClosedView}
	p.Here, p.Sheet = "tickets", "list.css"
	if list.First == "" && !p.Closed {
		if p.Claims, err = s.claims(c.UserContext(), v, f); err != nil {
			return p, err
		}
		p.Stream += "&claims=" + p.Claims.stamp()
	}
	if f.Query == "" && list.First == "" {
		core.KeepOffline(c, v)
	}
	return p, nil
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

// groups parts the open tickets: those that wait for the person come first.
func groups(v *words.Localizer, f desk.Filter, rows []RowPart) []GroupPart {
	if f.View == desk.ClosedView || f.Query != "" {
		return []GroupPart{{Rows: rows}}
	}
	n := 0
	for n < len(rows) && rows[n].Ticket.Waits() {
		n++
	}
	return []GroupPart{{v.T("list.yours"), "1-99999999999999", rows[:n]}, {v.T("list.ours"), "0-99999999999999", rows[n:]}}
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
