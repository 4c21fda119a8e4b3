package ticket

import (
	"crypto/rand"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/scan"
	"hilo/app/words"
	"hilo/views"
)

// ComposerPart is the form at the bottom. A refused form shows itself again
// with all that was typed, and the names of the files that were chosen.
type ComposerPart struct {
	*words.Localizer
	Action       string
	Body, Key    string
	Details      desk.Details // in the card above
	Fault        *views.Fault
	Names        []string
	Uploads      []uploadPart
	Desk         bool
	Note         bool // at the desk: an internal note is being written
	Status       desk.Status
	Wants        []wantPart
	MaxFiles     int
	MaxBytes     int64
	Ticket       int64
	Next         string
	SessionStore bool // a guest's draft lives only as long as the tab

	Guard *guardPart
}

// Asking tells whether a checklist was begun.
func (c ComposerPart) Asking() bool {
	return slices.ContainsFunc(c.Wants, func(w wantPart) bool { return w.On })
}

// BodyFault tells whether the fault is that of the text: a detail has its own place.
func (c ComposerPart) BodyFault() bool {
	return c.Fault != nil && !strings.HasPrefix(c.Fault.Field, "want_")
}

type wantPart struct {
	ID, Words string
	On        bool
}

// composer completes a refused form, or makes a new one with what was typed
// before but not sent.
func (s *Handlers) composer(r *fiber.Ctx, t *desk.Ticket, c ComposerPart) (ComposerPart, error) {
	v := s.CurrentViewer(r)
	if c.Fault == nil && c.Guard == nil && c.Body == "" && t.Drafted {
		if err := s.drafts.resumeDraft(r, t, &c); err != nil {
			return c, err
		}
	}
	var left desk.Details // that nobody asks for any more: they are words by now
	if c.Details, left = c.Details.Among(askedOf(t, v)); len(left) > 0 {
		c.Body = joined(c.Body, listed(left, v.Localizer))
	}
	if c.Key == "" {
		c.Key = rand.Text()
	}
	c.Localizer, c.Status, c.Ticket, c.Desk = v.Localizer, t.Status, t.Number, v.AtDesk()
	c.Action = Base(v, t.Number) + "/replies"
	c.Next, c.SessionStore = Base(v, t.Number), v.Guest()
	c.MaxFiles, c.MaxBytes = files.Default.Count, files.Default.Each
	if c.Desk && c.Wants == nil {
		c.Wants = wantParts(v.Localizer, nil)
	}
	return c, nil
}

func wantParts(v *words.Localizer, on []string) []wantPart {
	chosen := map[string]bool{}
	for _, w := range on {
		chosen[w] = true
	}
	var out []wantPart
	for _, w := range desk.Wants {
		out = append(out, wantPart{w, v.T("wants." + w), chosen[w]})
	}
	return out
}

// detailsPart are the fields for what was asked for, or for what helps us on the page of
// a new ticket. Each ticks itself once it is there: the browser reads by the same
// patterns as the desk.
type detailsPart struct {
	*words.Localizer
	Form     string // its id
	Patterns string // JSON
	Fields   []detailPart
	IDs      []string // recognised in what was typed
}

type detailPart struct {
	*words.Localizer
	ID, Form, Label, Hint, Value string
	Done                         bool
	Fault                        *views.Fault
}

// newDetails are the fields of some Wants, as they were filled in; what was wrong with
// them, if it was said; and the text that may have them already.
func (s *Drafts) newDetails(v *words.Localizer, form string, wants []string, d desk.Details, faults views.Faults, text string) detailsPart {
	p := detailsPart{Localizer: v, Form: form, Patterns: s.patterns, IDs: s.Desk.IDs.In(text + "\n" + d["transaction"])}
	for _, want := range wants {
		one := detailPart{Localizer: v, ID: want, Form: form, Label: v.T("wants." + want), Value: d[want], Done: !desk.Blank(d[want]), Fault: faults.In("want_" + want)}
		switch want {
		case "transaction":
			one.Hint, one.Done = v.T("new.helps_transaction"), one.Done || len(p.IDs) > 0
		case "time":
			one.Hint, one.Done = v.T("new.helps_time")+" "+v.T("new.zone", "Zone", v.Place()), one.Done || scan.HasTime(text)
		case "screenshot":
			one.Hint = v.T("new.helps_screenshot")
		}
		p.Fields = append(p.Fields, one)
	}
	return p
}
