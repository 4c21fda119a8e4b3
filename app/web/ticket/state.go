package ticket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"slices"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
)

// statePart is what of a ticket changes: each field is a part of its own in
// the page, sent again whenever it changed.
type statePart struct {
	*words.Localizer
	Ticket  *desk.Ticket
	Desk    bool
	Told    desk.Status
	Status  string // in words
	Wants   []wantPart
	Agent   string
	Seen    bool
	CanRate bool

	Patterns string // tick the checklist off in the browser

	Staff    []desk.Person // who may be assigned, for the desk
	Assignee string        // their address
	Me       string
	Base     string
}

// stateParts are the ids of those parts, each a template of the same name. The desk has
// a panel beside them.
func stateParts(atDesk bool) []string {
	if atDesk {
		return []string{"status", "turn", "seen", "reopens", "panel"}
	}
	return []string{"status", "turn", "seen", "reopens"}
}

// state renders the changing parts of t, by id.
func (s *Handlers) state(ctx context.Context, t *desk.Ticket, v *core.Viewer) (map[string]template.HTML, error) {
	p := statePart{Localizer: v.Localizer, Ticket: t, Desk: v.AtDesk(), Wants: wantsOf(t, v.Localizer)}
	p.Patterns = s.drafts.patterns
	p.Told = t.Status.Told(p.Desk)
	if p.Desk {
		p.Status = v.Localizer.T("desk.status." + string(p.Told))
	} else {
		p.Status = v.Localizer.T("status." + string(p.Told))
	}
	p.Seen = !t.Unproven() && t.PublicSeq > 0 && t.AgentSeen >= t.PublicSeq && t.PublicBy != nil && *t.PublicBy == t.RequesterID
	if p.Desk {
		p.Seen = t.ByThem >= t.PublicSeq && (t.PublicBy == nil || *t.PublicBy != t.RequesterID)
	}
	if t.Assignee != nil {
		p.Agent, p.Assignee = t.Assignee.FirstName(), t.Assignee.Email
	}
	if p.Desk {
		var err error
		p.Me, p.Base = v.Person.Email, Base(v, t.Number)
		if p.Staff, err = s.staff.get(ctx, s.Desk, s.Now()); err != nil {
			return nil, err
		}
	}
	p.CanRate = t.Status == desk.StatusClosed && (t.RatedAt.IsZero() || s.Now().Before(t.RatedAt.Add(desk.RatingOpen)))
	out := map[string]template.HTML{}
	for _, id := range stateParts(p.Desk) {
		html, err := s.HTML("ticket/"+id, p)
		if err != nil {
			return nil, err
		}
		out[id] = template.HTML(html)
	}
	return out, nil
}

// stamp names a rendering of the changing parts, so that a stream knows
// whether the page has them already.
func stamp(parts map[string]template.HTML) string {
	h := sha256.New()
	for _, id := range stateParts(true) {
		h.Write([]byte(parts[id]))
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// Reopens tells whether what the customer sends opens the ticket again.
func (p statePart) Reopens() bool { return !p.Desk && over(p.Ticket.Status) }

// Reopens is the same for the form, when it is shown for the first time.
func (c ComposerPart) Reopens() bool { return !c.Desk && over(c.Status) }

func over(s desk.Status) bool { return s == desk.StatusSolved || s == desk.StatusClosed }

// Sent tells whether the last that everybody sees is a message from this side.
func (p statePart) Sent() bool {
	t := p.Ticket
	return (p.Desk || !t.Unproven()) && t.PublicBy != nil && (*t.PublicBy == t.RequesterID) != p.Desk &&
		slices.Contains([]desk.Kind{desk.Opened, desk.Replied, desk.Asked, desk.Solved}, t.PublicKind)
}
