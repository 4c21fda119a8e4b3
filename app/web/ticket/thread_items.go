package ticket

import (
	"html/template"
	"slices"
	"time"

	"hilo/app/desk"
	"hilo/app/web/core"
)

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
