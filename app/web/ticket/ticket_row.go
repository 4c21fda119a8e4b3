package ticket

import (
	"time"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
)

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
