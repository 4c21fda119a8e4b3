package ticket

import (
	"context"
	"net/url"

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
	Past   string // where nothing is open, what leads to the closed ones; "": there are none
}

// ListTickets: GET /tickets ?show=open|closed ?q= ?before=place
func (s *Lists) ListTickets(c *fiber.Ctx) error { return s.ShowList(c, s.ownList(c)) }

// StreamTickets: GET /tickets/live ?after= and the list's own show and q.
func (s *Lists) StreamTickets(c *fiber.Ctx) error {
	return s.StreamList(c, s.ownList(c), func(context.Context) (int64, error) { return s.CurrentViewer(c).Person.InboxSeq, nil })
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
	if p.Past, err = s.past(c.UserContext(), v, len(list.Rows)); err != nil {
		return p, err
	}
	return p, nil
}

// past are the words that lead to closed tickets from a list where nothing is open: a
// page that has rows may lose them all, to those.
func (s *Lists) past(ctx context.Context, v *core.Viewer, rows int) (string, error) {
	if rows > 0 {
		return v.Localizer.T("list.closed"), nil
	}
	n, err := s.Desk.Lists.Closed(ctx, v.Actor)
	if n == 0 || err != nil {
		return "", err
	}
	return v.Localizer.T("list.some_closed", "Count", n), nil
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
