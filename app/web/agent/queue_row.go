package agent

import (
	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/web/ticket"
)

// queueRow shows t to staff.
func (s *Handlers) queueRow(t *desk.Ticket, v *core.Viewer) ticket.RowPart {
	r := ticket.NewRow(t, v)
	r.Unread, r.At, r.Files = t.LastSeq > t.Seen, t.UpdatedAt, t.PublicFiles
	r.Told = t.Status.Told(true)
	r.StatusText = v.Localizer.T("desk.status." + string(r.Told))
	r.Last = desk.Entry{Kind: t.DeskKind, AuthorID: t.DeskBy, AuthorName: t.ByName, ByDesk: ticket.ByDesk(t, t.DeskBy), Body: t.DeskLine}
	if t.DeskBy != nil && *t.DeskBy == t.RequesterID {
		r.Last.AuthorName = ticket.RequesterName(t)
	}
	r.Last.Data.Score, r.Last.Data.Status = t.Score, t.Status
	if t.Assignee != nil {
		r.Assignee = t.Assignee.FirstName()
		r.Last.Data.Assignee, r.Last.Data.Own = r.Assignee, t.DeskBy != nil && *t.DeskBy == t.Assignee.ID
	}
	r.When = v.Localizer.Short(t.UpdatedAt, s.Now())
	r.Requester, r.Unproven = ticket.RequesterName(t), t.Unproven()
	return r
}
