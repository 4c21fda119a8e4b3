package ticket

import (
	"crypto/rand"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/words"
	"hilo/views"
)

// ComposerPart is the form at the bottom. A refused form shows itself again
// with all that was typed, and the names of the files that were chosen.
type ComposerPart struct {
	*words.Localizer
	Action       string
	Body, Key    string
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

type wantPart struct {
	ID, Words string
	On        bool
}

// composer completes a refused form, or makes a new one with what was typed
// before but not sent.
func (s *Handlers) composer(r *fiber.Ctx, t *desk.Ticket, c ComposerPart) (ComposerPart, error) {
	v := s.CurrentViewer(r)
	if c.Fault == nil && c.Body == "" {
		if err := s.drafts.resumeDraft(r, t, &c); err != nil {
			return c, err
		}
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
