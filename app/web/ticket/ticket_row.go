package ticket

import (
	"context"
	"fmt"
	"html/template"
	"time"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
)

// RowPart is a ticket in a list, of a customer or of the desk.
type RowPart struct {
	*words.Localizer
	Ticket *desk.Ticket
	Last   desk.Entry // of its thread; of a search the one that was found
	RowShown
	HTML template.HTML // all of it, where it is shown as a part
}

// RowShown is what is shown of it, beside words of the language.
type RowShown struct {
	Ref        int64         // its number, and
	Number     template.HTML // with what is searched for
	Title      template.HTML // its subject
	Href       string
	Unread     bool
	Drafted    bool
	Line       template.HTML // who, and the first words
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

// NewRow begins the row of a ticket.
func NewRow(t *desk.Ticket, v *core.Viewer) RowPart {
	return RowPart{Localizer: v.Localizer, Ticket: t, RowShown: RowShown{Ref: t.Number, Drafted: t.Drafted, Href: Base(v, t.Number), Sort: desk.CursorOf(t, v.Actor).String()}}
}

// row shows t to its requester.
func (s *Lists) row(t *desk.Ticket, v *core.Viewer) RowPart {
	r := NewRow(t, v)
	r.Unread, r.At, r.Files = t.Unread(), t.PublicAt, t.PublicFiles
	r.Told = t.Status.Told(false)
	r.StatusText = v.Localizer.T("status." + string(r.Told))
	r.Last = desk.Entry{Kind: t.PublicKind, AuthorID: t.PublicBy, AuthorName: t.ByName, ByDesk: ByDesk(t, t.PublicBy), Body: t.PublicLine, Data: desk.Data{Score: t.Score}}
	r.When = v.Localizer.Short(t.PublicAt, s.Now())
	return r
}

// ByDesk tells whether an author of t wrote at the desk.
func ByDesk(t *desk.Ticket, author *int64) bool { return author != nil && *author != t.RequesterID }

// marking writes text into a page, with what is searched for.
type marking func(text string) template.HTML

func plain(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) }

// markingOf is that of a list; one that is not searched looks for nothing.
func markingOf(f desk.Filter) marking {
	if f.Query == "" {
		return plain
	}
	marks := f.Marks()
	return func(text string) (html template.HTML) {
		at := 0
		for _, s := range marks(text) {
			html += plain(text[at:s.From]) + "<mark>" + plain(text[s.From:s.To]) + "</mark>"
			at = s.To
		}
		return html + plain(text[at:])
	}
}

// lineOf is an entry in a list row: who, and the first words.
func lineOf(e *desk.Entry, v *core.Viewer, marked marking) template.HTML {
	if e.Body == "" {
		return plain(e.Sentence(v.Localizer, v.AtDesk()))
	}
	return plain(authorName(e, v.Localizer, v.AtDesk())+": ") + marked(e.Body)
}

// rowKey is all that a row shows.
type rowKey struct {
	part, locale string
	RowShown
}

// rows are tickets of a list as it shows them: of a search with what it found, and so
// that they open there.
func (s *Lists) rows(ctx context.Context, v *core.Viewer, l List, tickets []desk.Ticket) (rows []RowPart, err error) {
	hits, err := s.Desk.Hits(ctx, v.Actor, l.Filter, tickets)
	if err != nil {
		return nil, err
	}
	marked := markingOf(l.Filter)
	for i := range tickets {
		t := &tickets[i]
		r := l.Row(t, v)
		r.Title, r.Number = marked(t.Subject), marked(fmt.Sprint(t.Number))
		if hit, ok := hits[t.Number]; ok {
			nameAuthor(t, &hit, v)
			r.Last = hit
			r.Href += fmt.Sprintf("?at=%[1]d#entry-%[1]d", hit.Seq)
		}
		r.Line = lineOf(&r.Last, v, marked)
		html, err := s.Made.Make(rowKey{l.Part, v.Localizer.Locale, r.RowShown}, func() ([]byte, error) { return s.HTML(l.Part, r) })
		if err != nil {
			return nil, err
		}
		r.HTML = template.HTML(html)
		rows = append(rows, r)
	}
	return rows, nil
}
