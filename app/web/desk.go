package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/words"
)

// deskPage is the queue.
type deskPage struct {
	Page
	listPart
	View     desk.View
	Views    []viewPart
	Degraded string // what an admin should know of this installation
	Proxied  bool   // admins are told of a proxy that has no name
}

type viewPart struct {
	ID   desk.View
	Name string
	On   bool

	Inside bool // a ticket is shown that was found in it
}

// showDesk: GET /desk ?view= ?q= ?before=place
func (s *Server) showDesk(c *fiber.Ctx) error {
	v, f, after := s.look(c), queueFilter(c), desk.ParseCursor(c.Query("before"))
	if err := s.searching(c); err != nil {
		return err
	}
	rows, seq, err := s.Desk.List(c.UserContext(), v.Actor, f, desk.Span{After: after})
	if err != nil {
		return err
	}
	list := s.list(v, "/desk", queueQuery(f), after, seq, rows, s.queueRow)
	if list.First != "" && wantsFragment(c) {
		return s.sendPage(c, "desk/queue_row", list)
	}
	p := deskPage{Page: s.page(c, "nav.desk"), listPart: list, View: f.View, Degraded: s.degraded(v)}
	p.Here, p.Sheet, p.Views = "desk", "desk.css", viewParts(p.Localizer, f.View)
	p.Proxied = v.Person.Role == desk.Admin && s.http.Proxied()
	if f.Query != "" { // a search looks into all of them
		p.Views = viewParts(p.Localizer, "")
	}
	return s.render(c, "desk/queue", p)
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

// viewParts are the desk's views, on marked.
func viewParts(v *words.Localizer, on desk.View) []viewPart {
	var out []viewPart
	for _, view := range desk.Views {
		out = append(out, viewPart{ID: view, Name: v.T("desk.view." + string(view)), On: view == on})
	}
	return out
}

func queueFilter(c *fiber.Ctx) desk.Filter {
	f := desk.Filter{View: desk.Unassigned, Query: searchText(c)}
	for _, v := range desk.Views {
		if string(v) == c.Query("view") {
			f.View = v
		}
	}
	return f
}

func queueQuery(f desk.Filter) url.Values {
	q := url.Values{"view": {string(f.View)}}
	if f.Query != "" {
		q.Set("q", f.Query)
	}
	return q
}

// queueRow shows t to staff.
func (s *Server) queueRow(t *desk.Ticket, v *viewer) rowPart {
	r := rowPart{Localizer: v.Localizer, Ticket: t, Href: base(v, t.Number), Unread: t.LastSeq > t.Seen, At: t.UpdatedAt, Files: t.PublicFiles}
	r.StatusText = v.Localizer.T("desk.status." + string(t.Status))
	last := desk.Entry{Kind: t.DeskKind, AuthorID: t.DeskBy, AuthorName: t.ByName, ByDesk: byDesk(t, t.DeskBy), Body: t.DeskLine}
	if t.DeskBy != nil && *t.DeskBy == t.RequesterID {
		last.AuthorName = requesterName(t)
	}
	last.Data.Score, last.Data.Status = t.Score, t.Status
	if t.Assignee != nil {
		r.Assignee = t.Assignee.FirstName()
		last.Data.Assignee, last.Data.Own = r.Assignee, t.DeskBy != nil && *t.DeskBy == t.Assignee.ID
	}
	r.Line = lineOf(&last, v)
	r.When = v.Localizer.Short(t.UpdatedAt, s.Now())
	r.Sort = desk.CursorOf(t, v.Actor).String()
	r.Requester, r.Unproven = requesterName(t), t.Unproven()
	return r
}

// requesterName is how the desk calls who asked.
func requesterName(t *desk.Ticket) string {
	switch {
	case t.Request != nil && t.Request.Name != "":
		return t.Request.Name
	case t.Name != "":
		return t.Name
	case t.Request != nil:
		return t.Request.Email
	}
	return ""
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
	Erasure          *erasurePart // all of theirs is to go
}

// deskTicketPage is a thread at the desk.
type deskTicketPage struct {
	threadPage
	About aboutPart
	Views []viewPart // the rail
	Back  string     // the desk, as the agent left it
}

// deskTicket puts the desk around a thread.
func (s *Server) deskTicket(c *fiber.Ctx, thread threadPage) (string, any, error) {
	p := deskTicketPage{threadPage: thread}
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

// showDeskTicket: GET /desk/tickets/12345678
func (s *Server) showDeskTicket(c *fiber.Ctx) error {
	return s.showThread(c, composerPart{}, s.deskTicket)
}

// about is the panel beside a thread at the desk.
func (s *Server) about(c *fiber.Ctx, t *desk.Ticket) (aboutPart, error) {
	a := aboutPart{Requester: requesterName(t), Proven: t.Proof == desk.ProofGuest || t.Proof == desk.ProofSession, Opened: s.look(c).Localizer.Since(t.CreatedAt, s.Now())}
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
	a.Erasure = erasurePartOf(t.Erasure, s.look(c).Localizer, s.Now())
	var err error
	a.Staff, err = s.staff.get(c.UserContext(), s.Desk, s.Now())
	return a, err
}

// staffList keeps who may be assigned for a moment: it changes by the command
// line only, and every thread at the desk shows it.
type staffList struct {
	mu     sync.Mutex
	people []desk.Person
	until  time.Time
}

func (l *staffList) get(ctx context.Context, d *desk.Desk, now time.Time) ([]desk.Person, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.until) {
		return l.people, nil
	}
	people, err := d.Staff(ctx)
	if err == nil {
		l.people, l.until = people, now.Add(30*time.Second)
	}
	return people, err
}

// createDeskReply: POST /desk/tickets/12345678/replies, send = reply | ask | solve.
func (s *Server) createDeskReply(c *fiber.Ctx) error {
	f, err := s.message(c, access.DeskReplies)
	if err != nil {
		return s.mend(c, f, err, s.deskTicket)
	}
	var e desk.Entry
	ctx, who, n := c.UserContext(), s.who(c), number(c)
	s.presence.Stop(desk.Topic(n), who.ID)
	switch send := f.get("send"); {
	case send != "ask" && len(f.values["wants[]"]) > 0: // ticked, and about to be lost
		err = fault.Mend("wants", "desk.wants.unasked")
	case send == "reply" || send == "":
		e, err = s.Desk.Reply(ctx, who, n, newMessage(f))
	case send == "ask":
		e, err = s.Desk.Ask(ctx, who, n, newMessage(f), f.values["wants[]"])
	case send == "solve":
		e, err = s.Desk.Solve(ctx, who, n, newMessage(f))
	default:
		err = fault.Mend("send", "desk.send.unknown")
	}
	return s.sent(c, f, e, err, s.deskTicket)
}

// createNote: POST /desk/tickets/12345678/notes
func (s *Server) createNote(c *fiber.Ctx) error {
	f, err := s.message(c, access.DeskReplies)
	if f != nil {
		f.note = true
	}
	if err != nil {
		return s.mend(c, f, err, s.deskTicket)
	}
	e, err := s.Desk.Note(c.UserContext(), s.who(c), number(c), newMessage(f))
	return s.sent(c, f, e, err, s.deskTicket)
}

// assignTicket: POST /desk/tickets/12345678/assignment, assignee = address or empty.
func (s *Server) assignTicket(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	email := f.get("assignee")
	if email != "" {
		if email, err = access.Canonical(email); err != nil {
			return fault.Mend("assignee", "desk.assignee.unknown")
		}
	}
	e, err := s.Desk.Assign(c.UserContext(), s.who(c), number(c), email)
	return s.settled(c, e, err)
}

// setStatus: POST /desk/tickets/12345678/status, status = open | hold | solved.
func (s *Server) setStatus(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	e, err := s.Desk.SetStatus(c.UserContext(), s.who(c), number(c), desk.Status(f.get("status")))
	return s.settled(c, e, err)
}
