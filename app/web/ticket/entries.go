package ticket

import (
	"fmt"
	"html/template"
	"slices"
	"time"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/static"
	"hilo/views"
)

// RequesterName is how the desk calls who asked.
func RequesterName(t *desk.Ticket) string {
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

// How much is kept of what was rendered: 160 MB, were all of it as long as may
// be. What is longer is made anew each time.
const (
	keptEntries = 20_000
	keptLength  = 8 << 10
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
	ticket, seq, rev     int64
	desk, links          bool
	Actor                string // as the reader sees the author: names may change
	locale, zone, assets string
}

// EntryPart is what ticket/entry shows.
type EntryPart struct {
	*words.Localizer
	Seq      int64
	Kind     desk.Kind
	Mine     bool // on the side of who looks: their own words, or the desk's at the desk
	Fact     bool // a thin line without a message
	Who      string
	Initial  string
	Staff    bool
	Said     string // what happened, in words
	Body     template.HTML
	Files    []filePart
	Wants    []string
	Unproven bool
	Guest    bool
	At       time.Time

	When   string   // it happened, as the customer said
	IDs    []string // of transactions
	Whole  string   // where all of it stands, if it is too long for a page
	Rev    int64    // raised by erasure alone
	Erased bool     // its words and files went on request
}

type filePart struct {
	desk.File
	Size    string
	Risk    string // at the desk: how it can harm whoever opens it
	Preview bool
	W, H    int // of the preview as shown
}

// entryHTML is entry e of t for v, at the desk or for its requester.
func (s *Handlers) entryHTML(t *desk.Ticket, e *desk.Entry, v *core.Viewer) ([]byte, error) {
	nameAuthor(t, e, v)
	links := HasLinks(t, v.AtDesk())
	key := entryKey{e.Ticket, e.Seq, e.Rev, v.AtDesk(), links, e.AuthorName, v.Localizer.Locale, v.Zone, static.Build()}
	if html, ok := s.entries.Get(key); ok && !s.Options.Dev {
		return html, nil
	}
	html, err := s.wholeEntry(t, e, v)
	if err == nil && len(html) > pageRoom {
		folded, text := *e, []rune(e.Body)
		folded.Body = string(text[:min(len(text), foldedText)]) + " …"
		p := NewEntryPart(&folded, v, links)
		p.Whole = fmt.Sprintf("%s?whole=%d", Base(v, e.Ticket), e.Seq)
		html, err = s.HTML("ticket/entry", p)
	}
	if err == nil && len(html) <= keptLength {
		s.entries.Add(key, html)
	}
	return html, err
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

func NewEntryPart(e *desk.Entry, v *core.Viewer, links bool) EntryPart {
	atDesk := v.AtDesk()
	p := EntryPart{
		Localizer: v.Localizer, Seq: e.Seq, Kind: e.Kind, Staff: e.ByDesk, Said: e.Sentence(v.Localizer, atDesk),
		Mine: e.AuthorID != nil && e.ByDesk == atDesk && e.Kind.Form() != desk.Note, Body: views.Linkify(desk.Tidy(e.Body), links), At: e.At,
		Unproven: atDesk && e.Proof == desk.ProofNone, Guest: atDesk && e.Proof == desk.ProofGuest,
	}
	p.Rev, p.Erased = e.Rev, e.Rev > 0
	p.Fact = e.Body == "" && len(e.Files()) == 0 && !p.Erased
	p.Who = authorName(e, v.Localizer, atDesk)
	p.Initial = views.Initial(p.Who)
	for _, f := range e.Files() {
		part := newFilePart(f, v.Localizer)
		if risk := files.Risk(f.Name, f.Type); atDesk && risk != "" {
			part.Risk = v.Localizer.T("files.risk." + risk)
		}
		p.Files = append(p.Files, part)
	}
	if p.IDs = e.Data.IDs; !e.Data.When.IsZero() {
		if p.When = v.Localizer.Full(e.Data.When); atDesk { // their clock may be another
			p.When = v.Localizer.FullZone(e.Data.When)
		}
	}
	for _, w := range e.Data.Wants {
		if p.Erased {
			break
		}
		p.Wants = append(p.Wants, v.Localizer.T("wants."+w))
	}
	return p
}

// authorName names the author: customers see staff by first name and themselves as "you".
func authorName(e *desk.Entry, v *words.Localizer, atDesk bool) string {
	switch {
	case e.AuthorID == nil:
		return ""
	case !atDesk && !e.ByDesk:
		return v.T("entry.you")
	case atDesk && !e.ByDesk && e.AuthorName != "":
		return e.AuthorName
	}
	return desk.Who(v, e.AuthorName)
}

func newFilePart(f desk.File, v *words.Localizer) filePart {
	p := filePart{File: f, Size: v.Bytes(f.Size), Preview: f.Width > 0 && files.Inline(f.Type)}
	p.W, p.H = f.Width, f.Height
	if long := max(p.W, p.H); long > 640 { // what a preview is cut to
		p.W, p.H = max(1, p.W*640/long), max(1, p.H*640/long)
	}
	return p
}

// threadItem is an entry on a page, with what stands before it.
type threadItem struct {
	HTML template.HTML
	Day  string // heading of a new day
	On   time.Time
	New  string // "new since" line
}

// fitting are the newest of entries that a page has room for, as HTML.
func (s *Handlers) fitting(entries []desk.Entry, t *desk.Ticket, v *core.Viewer) (kept []desk.Entry, shown [][]byte, err error) {
	room := pageRoom
	for i := len(entries) - 1; i >= 0; i-- {
		html, err := s.entryHTML(t, &entries[i], v)
		if err != nil {
			return nil, nil, err
		}
		if room -= len(html); room < 0 && len(shown) > 0 {
			return entries[i+1:], shown, nil
		}
		shown = slices.Insert(shown, 0, html)
	}
	return entries, shown, nil
}

// items puts days and the "new since" line between the entries.
func items(entries []desk.Entry, shown [][]byte, t *desk.Ticket, v *core.Viewer, now time.Time) (items []threadItem) {
	day, marked := "", t.Seen == 0
	for i := range entries {
		e := &entries[i]
		item := threadItem{HTML: template.HTML(shown[i])}
		if d := v.Localizer.Day(e.At, now); d != day {
			day, item.Day, item.On = d, d, e.At
		}
		if !marked && e.Seq > t.Seen && !(e.AuthorID != nil && *e.AuthorID == v.Person.ID) {
			marked = true
			if i > 0 {
				item.New = v.Localizer.T("thread.new_since", "When", v.Localizer.Since(entries[i-1].At, now))
			}
		}
		items = append(items, item)
	}
	return items
}

// wantsOf is the checklist that the ticket waits for.
func wantsOf(t *desk.Ticket, v *words.Localizer) []wantPart {
	var out []wantPart
	for _, w := range t.Wants() {
		if slices.Contains(desk.Wants, w) {
			out = append(out, wantPart{ID: w, Words: v.T("wants." + w)})
		}
	}
	return out
}
