package agent

import (
	"fmt"
	"net/url"
	"time"

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
	notices
	View  desk.View
	Views []viewPart
}

// notices are what an admin should know of this installation.
type notices struct {
	Degraded  string // of its disk
	Proxied   bool   // by one that has no name
	Failures  []failure
	Undecided int        // what was given up and waits for somebody to decide
	Steps     []stepPart // what they do first; a search shows none
}

// failure is what does not work, since when, and why in the words of the log.
type failure struct{ What, Why string }

type viewPart struct {
	ID   desk.View
	Name string
	On   bool

	Inside bool // a ticket is shown that was found in it
}

// ShowDesk: GET /desk ?view= ?q= ?before=place
func (s *Handlers) ShowDesk(c *fiber.Ctx) error {
	l := s.queue(c)
	n, err := s.notices(c, l.Filter)
	if err != nil {
		return err
	}
	l.Around = func(list *ticket.ListPart) (any, error) { return s.queuePage(c, l.Filter, n, list), nil }
	l.Notice = fmt.Sprint(n)
	return s.lists.ShowList(c, l)
}

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
		Topics: []string{desk.QueueChannel, desk.InboxChannel(s.CurrentViewer(c).Person.ID)},
	}
}

func (s *Handlers) queuePage(c *fiber.Ctx, f desk.Filter, n notices, list *ticket.ListPart) deskPage {
	p := deskPage{Page: s.Page(c, "nav.desk"), ListPart: list, notices: n, View: f.View}
	p.Here, p.Sheet, p.Views = "desk", "desk.css", viewParts(p.Localizer, f.View)
	if f.Query != "" { // a search looks into all of them
		p.Views = viewParts(p.Localizer, "")
	}
	return p
}

// notices are those for who looks; none for who is no admin.
func (s *Handlers) notices(c *fiber.Ctx, f desk.Filter) (n notices, err error) {
	v := s.CurrentViewer(c)
	if !v.Can(desk.Administer) {
		return n, nil
	}
	n.Degraded, n.Proxied = s.degraded(v), s.HTTP.Proxied()
	fails := func(key string, since time.Time, why string) {
		n.Failures = append(n.Failures, failure{v.Localizer.T(key, "When", v.Localizer.Since(since, s.Now())), why})
	}
	if out := s.Notify.Outage(); out != nil {
		fails("desk.mail_out", out.Since, out.Why)
	}
	if since, why := s.BackupFailure(); why != "" {
		fails("desk.backup_failed", since, why)
	}
	if n.Undecided, err = s.Box.Undecided(c.UserContext()); err != nil {
		return n, err
	}
	if f.Query == "" {
		n.Steps, err = s.steps(c, v)
	}
	return n, err
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

// degraded is what the disk says to an admin; "" where all is well.
func (s *Handlers) degraded(v *core.Viewer) string {
	key := map[files.Room]string{files.NoFiles: "desk.disk_low", files.ReadOnly: "desk.disk_full"}[s.Disk.Room()]
	if key == "" {
		return ""
	}
	return v.Localizer.T(key)
}
