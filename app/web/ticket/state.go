package ticket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"slices"
	"time"
	"unique"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// statePart is what of a ticket changes: each field is a part of its own in
// the page, sent again whenever it changed.
type statePart struct {
	*words.Localizer
	Ticket  *desk.Ticket
	Desk    bool
	Told    desk.Status
	Status  string // in words
	Agent   string
	Seen    bool
	CanRate bool
	Details detailsPart // that the ticket waits for

	Rev int64 // of all of them

	Subject string // as the form that corrects it has it
	Comment string // as the form has it that asks why
	Fault   *views.Fault
	Guard   *guardPart

	Next string // of a new ticket: where its requester will hear of an answer

	Staff    []desk.Person // who may be assigned, for the desk
	Assignee string        // their address
	Me       string
	Base     string
	Site     string
}

// stateParts are the ids of those parts, each a template of the same name. The desk has
// a panel beside them.
func stateParts(atDesk bool) []string {
	if atDesk {
		return []string{"heading", "status", "turn", "seen", "reopens", "panel"}
	}
	return []string{"heading", "rename", "status", "turn", "seen", "reopens"}
}

// ticketState are the changing parts of a ticket, by id. Rev rises with what they show:
// an answer that was long on its way takes no newer part away (turn.js).
type ticketState struct {
	HTML     map[string]template.HTML
	ids      []string
	rev      int64
	proposed int64 // an entry: what is proposed anew looks as what was declined did
}

// write writes the parts so that each takes its place in the page, and the page's title.
func (s ticketState) write(b *bytes.Buffer) {
	b.WriteString(string(s.HTML["title"]))
	for _, id := range s.ids {
		core.Swap(b, id, fmt.Sprint("outerHTML rev:", s.rev), []byte(s.HTML[id]))
	}
}

// stamp names a rendering of the parts, so that a stream knows whether the page has
// them already.
func (s ticketState) stamp() string {
	h := sha256.New()
	fmt.Fprintln(h, s.proposed)
	for _, id := range s.ids {
		h.Write([]byte(s.HTML[id]))
	}
	return hex.EncodeToString(h.Sum(nil))[:stampLen]
}

const stampLen = 12

// stateKey is all that the changing parts of a ticket show, which is much: keys of what was
// made share it.
type stateKey struct {
	ticket       desk.Shown
	desk, rates  bool
	next, staff  string
	locale, zone string
	today        string
}

// A part of it by its id, and all of it as a page is told it. The panel alone shows who looks.
type (
	partKey struct {
		state  unique.Handle[stateKey]
		id, me string
	}
	toldKey struct {
		state unique.Handle[stateKey]
		me    string
	}
)

// statePartOf is what the changing parts of t show, and their key.
func (s *Handlers) statePartOf(ctx context.Context, t *desk.Ticket, v *core.Viewer) (p statePart, made unique.Handle[stateKey], err error) {
	var key stateKey
	p = statePart{Localizer: v.Localizer, Ticket: t, Desk: v.AtDesk(), Details: s.asked(t, v, ComposerPart{}), Subject: t.Subject, Site: s.Options.Name}
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
		p.Me, p.Base = v.Person.Email, Base(v, t.Number)
		if p.Staff, key.staff, err = s.staff.get(ctx, s.Desk, s.Now()); err != nil {
			return p, made, err
		}
	}
	if p.Next, err = s.next(ctx, t, v); err != nil {
		return p, made, err
	}
	if p.Rev = 2 * t.Last(v.Actor); p.Seen { // after what it is about
		p.Rev++
	}
	p.CanRate = s.canRate(t)
	key.ticket, key.desk, key.rates, key.next = t.ToAll(), p.Desk, p.CanRate, p.Next
	key.locale, key.zone, key.today = v.Localizer.Locale, v.Zone, v.Localizer.Date(s.Now())
	return p, unique.Make(key), nil
}

func (s *Handlers) canRate(t *desk.Ticket) bool {
	return t.Status == desk.StatusClosed && (t.RatedAt.IsZero() || t.RatingEnds(s.Now()) > 0)
}

// state are the changing parts of t, each made once for all who see it alike.
func (s *Handlers) state(ctx context.Context, t *desk.Ticket, v *core.Viewer) (ticketState, error) {
	p, key, err := s.statePartOf(ctx, t, v)
	if err != nil {
		return ticketState{}, err
	}
	return s.stateOf(p, key)
}

func (s *Handlers) stateOf(p statePart, key unique.Handle[stateKey]) (ticketState, error) {
	out := ticketState{HTML: map[string]template.HTML{}, ids: stateParts(p.Desk), rev: p.Rev, proposed: p.Ticket.SolvedSeq}
	for _, id := range append(out.ids, "title") {
		of := partKey{state: key, id: id}
		if id == "panel" {
			of.me = p.Me
		}
		html, err := s.Made.Make(of, func() ([]byte, error) { return s.HTML("ticket/"+id, p) })
		if err != nil {
			return ticketState{}, err
		}
		out.HTML[id] = template.HTML(html)
	}
	return out, nil
}

// told are the changing parts of t as a stream sends them, behind their stamp.
func (s *Handlers) told(ctx context.Context, t *desk.Ticket, v *core.Viewer) (stamp string, html []byte, err error) {
	p, key, err := s.statePartOf(ctx, t, v)
	if err != nil {
		return "", nil, err
	}
	html, err = s.Made.Make(toldKey{key, p.Me}, func() ([]byte, error) {
		state, err := s.stateOf(p, key)
		if err != nil {
			return nil, err
		}
		b := bytes.NewBufferString(state.stamp())
		state.write(b)
		return b.Bytes(), nil
	})
	if err != nil {
		return "", nil, err
	}
	return string(html[:stampLen]), html[stampLen:], nil
}

// next says where the requester of a new ticket will hear of its answer: by what is
// on for it, and nothing else; "" for all other tickets.
func (s *Handlers) next(ctx context.Context, t *desk.Ticket, v *core.Viewer) (string, error) {
	if t.Status != desk.StatusNew || v.AtDesk() || t.Unproven() {
		return "", nil
	}
	reach, err := s.Notify.ReachOf(ctx, t.Number, v.Session.ID)
	if err != nil {
		return "", err
	}
	key := "next."
	if reach.Mail {
		key += "mail_"
	}
	switch {
	case reach.Here:
		key += "here"
	case reach.Elsewhere:
		key += "other"
	default:
		key += "alone"
	}
	return v.Localizer.T(key, "Email", access.Mask(v.Person.Email)), nil
}

// At is when the last entry came that both sides know.
func (p statePart) At() time.Time { return p.Ticket.PublicAt }

// asked are the fields for what the ticket waits for, as the composer has them.
func (s *Handlers) asked(t *desk.Ticket, v *core.Viewer, c ComposerPart) detailsPart {
	wants := askedOf(t, v)
	if len(wants) == 0 {
		return detailsPart{}
	}
	var faults views.Faults
	if c.Fault != nil {
		faults = views.Faults{c.Fault}
	}
	return s.drafts.newDetails(v.Localizer, "composer", wants, c.Details, faults, c.Body)
}

// askedOf are the details for which the page of a ticket has fields.
func askedOf(t *desk.Ticket, v *core.Viewer) []string {
	if v.AtDesk() || t.Status != desk.StatusPending {
		return nil
	}
	return t.Wants()
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
