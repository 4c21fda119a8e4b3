package web

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/words"
)

// ticketsPage is a person's own list.
type ticketsPage struct {
	Page
	listPart
	Closed bool
	Groups []groupPart
	Claims *claimsPart // what may be strangers'; on the first page
}

// rowPart is a ticket in a list, of a customer or of the desk.
type rowPart struct {
	*words.Localizer
	Ticket     *desk.Ticket
	Href       string
	Unread     bool
	Line       string
	StatusText string
	Sort       string
	At         time.Time
	When       string
	Files      int
	Requester  string // for the desk
	Assignee   string
	Unproven   bool
}

// listTickets: GET /tickets ?show=open|closed ?q= ?before=place
func (s *Server) listTickets(c *fiber.Ctx) error {
	v, l := s.look(c), listOf(c)
	l.After = desk.ParsePlace(c.Query("before"))
	if err := s.searching(c); err != nil {
		return err
	}
	rows, err := s.Desk.Tickets(c.UserContext(), v.Actor, l)
	if err != nil {
		return err
	}
	list := s.list(v, "/tickets", listQuery(l), l.After, v.Person.InboxSeq, rows, s.row)
	if list.First != "" && wantsFragment(c) {
		return s.sendPage(c, "list/row", list)
	}
	p := ticketsPage{Page: s.page(c, "nav.my_tickets"), listPart: list, Closed: l.Closed}
	p.Here, p.Sheet, p.Groups = "tickets", "list.css", groups(p.Localizer, l, list.Rows)
	if list.First == "" && !l.Closed {
		if p.Claims, err = s.claims(c.UserContext(), v, l); err != nil {
			return err
		}
		p.Stream += "&claims=" + p.Claims.stamp()
	}
	if l.Query == "" && list.First == "" {
		s.keep(c)
	}
	return s.render(c, "list/tickets", p)
}

func listOf(c *fiber.Ctx) desk.List {
	return desk.List{Closed: c.Query("show") == "closed", Query: searchText(c)}
}

func listQuery(l desk.List) url.Values {
	q := url.Values{}
	if l.Closed {
		q.Set("show", "closed")
	}
	if l.Query != "" {
		q.Set("q", l.Query)
	}
	return q
}

// row shows t to its requester.
func (s *Server) row(t *desk.Ticket, v *viewer) rowPart {
	r := rowPart{Localizer: v.Localizer, Ticket: t, Href: t.Path(), Unread: t.Unread(), At: t.PublicAt, Files: t.PublicFiles}
	r.StatusText = v.Localizer.T("status." + string(t.Status))
	last := desk.Entry{Kind: t.PublicKind, AuthorID: t.PublicBy, AuthorName: t.ByName, ByDesk: byDesk(t, t.PublicBy), Body: t.PublicLine, Data: desk.Data{Score: t.Score}}
	r.Line = lineOf(&last, v)
	r.When = v.Localizer.Short(t.PublicAt, s.Now())
	r.Sort = desk.PlaceOf(t, v.Actor).String()
	return r
}

// byDesk tells whether an author of t wrote at the desk.
func byDesk(t *desk.Ticket, author *int64) bool { return author != nil && *author != t.RequesterID }

// lineOf is the last entry in a list row: who, and the first words.
func lineOf(e *desk.Entry, v *viewer) string {
	if e.Body == "" {
		return e.Sentence(v.Localizer, v.AtDesk())
	}
	return whoWrote(e, v.Localizer, v.AtDesk()) + ": " + e.Body
}
