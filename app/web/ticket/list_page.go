package ticket

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/live"
	"hilo/app/web/core"
	"hilo/app/words"
)

// List is a list of tickets: what differs between a requester's own and the desk's.
type List struct {
	Path   string // of its page; its stream is below
	Words  string // key of what its search is called
	Page   string // template of all
	Part   string // of a row
	Filter desk.Filter
	Query  url.Values // names the filter
	Row    func(*desk.Ticket, *core.Viewer) RowPart
	Groups func(*words.Localizer, desk.Filter, []RowPart) []GroupPart // nil: the rows are not parted
	Around func(*ListPart) (any, error)                               // the page around the rows
	Notice any                                                        // what that shows besides, and can be compared
	Topics []string
	Beside func(context.Context, *live.Stream) error // sends what else on the page hangs on rows that changed; may be nil
}

// ListPart is a page of a list, and where it goes on.
type ListPart struct {
	Path, Words string
	Rows        []RowPart
	Groups      []GroupPart // of those rows
	Claims      *claimsPart // of a requester: what may be strangers'; on the first page
	Query       string
	Cleared     string            // address of the list without the search
	Within      map[string]string // what else names the list
	AsOf        string            // a sentence with the time of day at which it was so
	More        string            // address of the next page; "" for none
	End         string            // place of the last row where there is a next page
	First       string            // address of the first page; "" for that itself
	Stream      string            // of the first page: those after it stay as they are
}

// GroupPart is a heading among the rows, which a page sorts like one of them.
type GroupPart struct {
	Name, Sort string // both "" where a list has no groups
	Rows       []RowPart
}

// ShowList answers with the page of a list that the address asks for; a script gets
// its rows alone, to go on where it is.
func (s *Lists) ShowList(c *fiber.Ctx, l List) error {
	v, after := s.CurrentViewer(c), desk.ParseCursor(c.Query("before"))
	if l.Filter.Query != "" {
		if err := s.Spend(c, perSearch, "search"); err != nil {
			return err
		}
	}
	if l.Filter.Query == "" && after.At.IsZero() {
		return s.showFirst(c, l)
	}
	part, err := s.readPart(c.UserContext(), v, l, after)
	if err != nil {
		return err
	}
	if part.First != "" && core.WantsFragment(c) {
		return s.sendPage(c, l, part)
	}
	page, err := l.Around(part)
	if err != nil {
		return err
	}
	return s.Render(c, l.Page, page)
}

// listKey is all that the first page of a list shows, when it is not searched.
type listKey struct {
	looker  core.LookerKey
	version desk.Version
	stream  int64 // where its stream begins, for a requester
	path    string
	view    desk.View
	notice  any
}

// showFirst answers with the first page of a list as it is, or as it was made when it
// was the same.
func (s *Lists) showFirst(c *fiber.Ctx, l List) error {
	v := s.CurrentViewer(c)
	version, err := s.Desk.Lists.Version(c.UserContext(), v.Actor)
	if err != nil {
		return err
	}
	key := listKey{v.Key(s.Now()), version, v.Person.InboxSeq, l.Path, l.Filter.View, l.Notice}
	html, kept := s.Made.Get(key)
	if !kept {
		if html, err = s.firstPage(c, v, l); err != nil {
			return err
		}
		now, err := s.Desk.Lists.Version(c.UserContext(), v.Actor)
		if err != nil {
			return err
		}
		if kept = now == version; kept { // nothing came between
			s.Made.Add(key, html)
		}
	}
	core.KeepOffline(c, v)
	return core.SendFilled(s.Core, c, key, kept, html, s.Made.Holes.Clock, s.asOf(v))
}

func (s *Lists) firstPage(c *fiber.Ctx, v *core.Viewer, l List) ([]byte, error) {
	part, err := s.readPart(c.UserContext(), v, l, desk.Cursor{})
	if err != nil {
		return nil, err
	}
	part.AsOf = s.Made.Holes.Clock
	page, err := l.Around(part)
	if err != nil {
		return nil, err
	}
	return s.HTML(l.Page, page)
}

// asOf says at which time of day a list was so.
func (s *Lists) asOf(v *core.Viewer) string {
	return v.Localizer.T("list.as_of", "Time", v.Localizer.Clock(s.Now()))
}

// readPart reads the page of a list that begins after a place.
func (s *Lists) readPart(ctx context.Context, v *core.Viewer, l List, after desk.Cursor) (*ListPart, error) {
	rows, seq, err := s.Desk.Lists.Rows(ctx, v.Actor, l.Filter, desk.Span{After: after})
	if err != nil {
		return nil, err
	}
	return s.listPart(ctx, v, l, after, seq, rows)
}

// listPart shows rows that were read as a list that begins after a place; seq is
// its position in its stream.
func (s *Lists) listPart(ctx context.Context, v *core.Viewer, l List, after desk.Cursor, seq int64, rows []desk.Ticket) (p *ListPart, err error) {
	p = &ListPart{Path: l.Path, Words: l.Words, Query: l.Filter.Query, AsOf: s.asOf(v)}
	if p.Rows, err = s.rows(ctx, v, l, rows[:min(len(rows), desk.ListPage)]); err != nil {
		return nil, err
	}
	p.Cleared, p.Within = without(l)
	p.Groups = []GroupPart{{Rows: p.Rows}}
	if l.Groups != nil {
		p.Groups = l.Groups(v.Localizer, l.Filter, p.Rows)
	}
	if len(rows) > desk.ListPage {
		p.End = p.Rows[desk.ListPage-1].Sort
		p.More = address(l.Path, l.Query, "before", p.End)
	}
	if after.At.IsZero() {
		p.Stream = address(l.Path+"/live", l.Query, "after", fmt.Sprint(seq)) + fmt.Sprint("&unread=", v.Unread)
	} else {
		p.First = address(l.Path, l.Query, "", "")
	}
	return p, nil
}

func address(path string, q url.Values, name, value string) string {
	if q = maps.Clone(q); name != "" {
		q.Set(name, value)
	}
	return strings.TrimSuffix(path+"?"+q.Encode(), "?")
}

// without is a list that is not searched: its address, and what names it.
func without(l List) (path string, fields map[string]string) {
	q := maps.Clone(l.Query)
	q.Del("q")
	fields = map[string]string{}
	for name := range q {
		fields[name] = q.Get(name)
	}
	return address(l.Path, q, "", ""), fields
}

// sendPage answers a script with the rows of a further page, and where it goes on.
func (s *Lists) sendPage(c *fiber.Ctx, l List, p *ListPart) error {
	var b bytes.Buffer
	for _, r := range p.Rows {
		b.WriteString(string(r.HTML))
	}
	p.First = "" // it is on the same page
	html, err := s.HTML("list/more", struct {
		*words.Localizer
		*ListPart
	}{s.CurrentViewer(c).Localizer, p})
	if err != nil {
		return err
	}
	core.Partial(&b, "more", html)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(b.Bytes())
}

// perSearch is the budget of a list that searches, beside its own.
var perSearch = limits.Flood{N: 120, Per: 30 * time.Second}

// SearchText is the q of a list: any text is a valid search.
func SearchText(c *fiber.Ctx) string { return desk.Typed(c.Query("q")) }
