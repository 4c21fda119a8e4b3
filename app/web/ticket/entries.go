package ticket

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/web/core"
	"hilo/views"
)

// pageRoom is how many bytes of entries a page holds: with all that stands
// around them it ends at 256 kB. foldedText is how many characters are shown of
// an entry that is longer than that alone.
const (
	pageRoom   = desk.PageText
	foldedText = 2000
)

// entryKey names the rendering of an entry. An entry never changes, so its
// HTML is made once and the same bytes serve page, answer and stream.
type entryKey struct {
	ticket, seq, rev int64
	desk, links, own bool
	Actor            string // as the reader sees the author: names may change
	locale, zone     string
}

// entryHTML is entry e of t for v, at the desk or for its requester.
func (s *Handlers) entryHTML(t *desk.Ticket, e *desk.Entry, v *core.Viewer) ([]byte, error) {
	nameAuthor(t, e, v)
	links := HasLinks(t, v.AtDesk())
	key := entryKey{e.Ticket, e.Seq, e.Rev, v.AtDesk(), links, e.OwnedBy(v.Actor), e.AuthorName, v.Localizer.Locale, v.Zone}
	return s.Made.Make(key, func() ([]byte, error) {
		html, err := s.wholeEntry(t, e, v)
		if err == nil && len(html) > pageRoom {
			folded := *e
			folded.Body = views.Cut(e.Body, foldedText)
			p := NewEntryPart(&folded, v, links)
			p.Whole = fmt.Sprintf("%s?whole=%d", Base(v, e.Ticket), e.Seq)
			html, err = s.HTML("ticket/entry", p)
		}
		return html, err
	})
}

// wholeEntry is an entry however long it is.
func (s *Handlers) wholeEntry(t *desk.Ticket, e *desk.Entry, v *core.Viewer) ([]byte, error) {
	nameAuthor(t, e, v)
	return s.HTML("ticket/entry", NewEntryPart(e, v, HasLinks(t, v.AtDesk())))
}

// nameAuthor: at the desk a guest's name is on the ticket.
func nameAuthor(t *desk.Ticket, e *desk.Entry, v *core.Viewer) {
	if v.AtDesk() && e.AuthorID != nil && !e.ByDesk {
		e.AuthorName = RequesterName(t)
	}
}

// HasLinks tells whether addresses in messages of t are links: for its requester
// only once it is known that no stranger opened it in their name.
func HasLinks(t *desk.Ticket, atDesk bool) bool { return atDesk || !t.Unproven() }

// showWhole: GET /tickets/12345678?whole=seq, and the same at the desk: an entry
// that is folded on the page of its ticket. A script puts it in its place.
func (s *Handlers) showWhole(c *fiber.Ctx, t *desk.Ticket, seq int64, around pageOf) error {
	v := s.CurrentViewer(c)
	entries, _, err := s.Desk.Before(c.UserContext(), v.Actor, t, seq+1)
	if err != nil {
		return err
	}
	if n := len(entries); n == 0 || entries[n-1].Seq != seq {
		return fault.Hide()
	}
	only := entries[len(entries)-1:]
	html, err := s.wholeEntry(t, &only[0], v)
	if err != nil {
		return err
	}
	if core.WantsFragment(c) {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(httpd.Compress(c, html))
	}
	page, err := s.threadPage(c, t, only, [][]byte{html}, ComposerPart{})
	if err != nil {
		return err
	}
	if len(entries) > 1 {
		page.Older = olderThan(page.Base, seq)
	}
	return s.renderThread(c, page, around)
}
