package agent

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/web/core"
	"hilo/app/web/ticket"
	"hilo/app/words"
)

// deskPage is the queue.
type deskPage struct {
	core.Page
	*ticket.ListPart
	View     desk.View
	Views    []viewPart
	Degraded string     // what an admin should know of this installation
	Proxied  bool       // admins are told of a proxy that has no name
	Outage   string     // since when no mail goes out, for admins
	Why      string     // in the words of the log
	Steps    []stepPart // what an admin does first
}

type viewPart struct {
	ID   desk.View
	Name string
	On   bool

	Inside bool // a ticket is shown that was found in it
}

// ShowDesk: GET /desk ?view= ?q= ?before=place
func (s *Handlers) ShowDesk(c *fiber.Ctx) error { return s.lists.ShowList(c, s.queue(c)) }

// StreamDesk: GET /desk/live ?after= and the queue's own view and q.
func (s *Handlers) StreamDesk(c *fiber.Ctx) error {
	return s.lists.StreamList(c, s.queue(c), s.Desk.Lists.QueueSeq)
}

// queue is the list of staff.
func (s *Handlers) queue(c *fiber.Ctx) ticket.List {
	f := queueFilter(c)
	return ticket.List{
		Path: "/desk", Words: "desk.search", Page: "desk/queue", Part: "desk/queue_row",
		Filter: f, Query: queueQuery(f), Row: s.queueRow,
		Around: func(list *ticket.ListPart) (any, error) { return s.queuePage(c, f, list) },
		Topics: []string{desk.QueueChannel, desk.InboxChannel(s.CurrentViewer(c).Person.ID)},
	}
}

func (s *Handlers) queuePage(c *fiber.Ctx, f desk.Filter, list *ticket.ListPart) (p deskPage, err error) {
	v := s.CurrentViewer(c)
	p = deskPage{Page: s.Page(c, "nav.desk"), ListPart: list, View: f.View, Degraded: s.degraded(v)}
	p.Here, p.Sheet, p.Views = "desk", "desk.css", viewParts(p.Localizer, f.View)
	p.Proxied = v.Can(desk.Administer) && s.HTTP.Proxied()
	if out := s.Notify.Outage(); out != nil && v.Can(desk.Administer) {
		p.Outage, p.Why = p.T("desk.mail_out", "When", p.Since(out.Since, s.Now())), out.Why
	}
	if f.Query != "" { // a search looks into all of them
		p.Views = viewParts(p.Localizer, "")
		return p, nil
	}
	p.Steps, err = s.steps(c, v)
	return p, err
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
	f := desk.Filter{View: desk.Unassigned, Query: ticket.SearchText(c)}
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

// degraded says to an admin what the disk says; "" where all is well.
func (s *Handlers) degraded(v *core.Viewer) string {
	key := map[files.Room]string{files.NoFiles: "desk.disk_low", files.ReadOnly: "desk.disk_full"}[s.Disk.Room()]
	if !v.Can(desk.Administer) || key == "" {
		return ""
	}
	return v.Localizer.T(key)
}
