package web

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/words"
)

// ticketsPage is a person's own list.
type ticketsPage struct {
	Page
	Closed bool
	Query  string
	Rows   []rowPart
	More   bool
	Stream string
}

// rowPart is a ticket in a list, of a customer or of the desk.
type rowPart struct {
	*words.Voice
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

// listTickets: GET /tickets ?show=open|closed ?q=
func (s *Server) listTickets(c *fiber.Ctx) error {
	v, l := s.look(c), listOf(c)
	rows, err := s.Desk.Tickets(c.UserContext(), v.Person, l)
	if err != nil {
		return err
	}
	p := ticketsPage{Page: s.page(c, "nav.my_tickets"), Closed: l.Closed, Query: l.Query, More: len(rows) == desk.ListPage}
	p.Here = "tickets"
	for i := range rows {
		p.Rows = append(p.Rows, s.row(&rows[i], v))
	}
	p.Stream = "/tickets/live?" + listQuery(l, v.Person.InboxSeq)
	return s.render(c, "pages/tickets", p)
}

func listOf(c *fiber.Ctx) desk.List {
	return desk.List{Closed: c.Query("show") == "closed", Query: searchText(c)}
}

// searchText is the q of a list: any text is a valid search.
func searchText(c *fiber.Ctx) string {
	q := []rune(c.Query("q"))
	return string(q[:min(len(q), 200)])
}

func listQuery(l desk.List, after int64) string {
	q := url.Values{"after": {fmt.Sprint(after)}}
	if l.Closed {
		q.Set("show", "closed")
	}
	if l.Query != "" {
		q.Set("q", l.Query)
	}
	return q.Encode()
}

// row shows t to its requester.
func (s *Server) row(t *desk.Ticket, v *viewer) rowPart {
	r := rowPart{Voice: v.Voice, Ticket: t, Href: t.Path(), Unread: t.Unread(), At: t.PublicAt, Files: t.PublicFiles}
	r.StatusText = v.Voice.T("status." + string(t.Status))
	last := desk.Entry{Kind: t.PublicKind, AuthorID: t.PublicBy, AuthorName: t.ByName, AuthorRole: t.ByRole, Body: t.PublicLine, Data: desk.Data{Score: t.Score}}
	r.Line = lineOf(&last, v)
	r.When = v.Voice.Short(t.PublicAt, s.Now())
	r.Unproven = t.Proof == desk.ProofNone
	turn := 0
	if t.Status == desk.StatusPending || t.Status == desk.StatusSolved {
		turn = 1 // waiting for you: first
	}
	r.Sort = fmt.Sprintf("%d-%s-%d", turn, t.PublicAt.UTC().Format("20060102150405.000000"), t.Number)
	return r
}

// lineOf is the last entry in a list row: who, and the first words.
func lineOf(e *desk.Entry, v *viewer) string {
	if e.Body == "" {
		return e.Sentence(v.Voice, v.Person.AtDesk)
	}
	return whoWrote(e, v.Voice, v.Person.AtDesk) + ": " + e.Body
}
