package ticket

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/web/core"
	"hilo/app/words"
)

// ListPart is a page of a list, and where it goes on.
type ListPart struct {
	Rows   []RowPart
	Query  string
	AsOf   string // time of day at which it was so
	More   string // address of the next page; "" for none
	End    string // place of the last row where there is a next page
	First  string // address of the first page; "" for that itself
	Stream string // of the first page: those after it stay as they are
}

// List shows rows that were read as a list that begins after a place; path and
// q are its address, seq its position in its stream.
func (s *Lists) List(v *core.Viewer, path string, q url.Values, after desk.Cursor, seq int64, rows []desk.Ticket, row func(*desk.Ticket, *core.Viewer) RowPart) ListPart {
	l := ListPart{Query: q.Get("q"), AsOf: v.Localizer.Clock(s.Now())}
	for i := range rows[:min(len(rows), desk.ListPage)] {
		l.Rows = append(l.Rows, row(&rows[i], v))
	}
	if len(rows) > desk.ListPage {
		l.End = l.Rows[desk.ListPage-1].Sort
		l.More = address(path, q, "before", l.End)
	}
	if after.At.IsZero() {
		l.Stream = address(path+"/live", q, "after", fmt.Sprint(seq)) + fmt.Sprint("&unread=", v.Unread)
	} else {
		l.First = address(path, q, "", "")
	}
	return l
}

func address(path string, q url.Values, name, value string) string {
	if q = maps.Clone(q); name != "" {
		q.Set(name, value)
	}
	return strings.TrimSuffix(path+"?"+q.Encode(), "?")
}

// SendPage answers a script with the rows of a further page, and where it goes on.
func (s *Lists) SendPage(c *fiber.Ctx, row string, l ListPart) error {
	var b bytes.Buffer
	for _, r := range l.Rows {
		html, err := s.HTML(row, r)
		if err != nil {
			return err
		}
		b.Write(html)
	}
	l.First = "" // it is on the same page
	html, err := s.HTML("list/more", struct {
		*words.Localizer
		ListPart
	}{s.CurrentViewer(c).Localizer, l})
	if err != nil {
		return err
	}
	core.Partial(&b, "more", html)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(b.Bytes())
}

// perSearch is the budget of a list that searches, beside its own.
var perSearch = limits.Flood{N: 120, Per: 30 * time.Second}

// Searching asks the budget of a search, if there is one.
func (s *Lists) Searching(c *fiber.Ctx) error {
	if SearchText(c) == "" {
		return nil
	}
	return s.Spend(c, perSearch, "search")
}

// SearchText is the q of a list: any text is a valid search.
func SearchText(c *fiber.Ctx) string { return desk.Typed(c.Query("q")) }

// groupPart is a heading among the rows, which a page sorts like one of them.
type groupPart struct {
	Name, Sort string // both "" where a list has no groups
	Rows       []RowPart
}

// groups parts the open tickets: those that wait for the person come first.
func groups(v *words.Localizer, f desk.Filter, rows []RowPart) []groupPart {
	if f.View == desk.ClosedView || f.Query != "" {
		return []groupPart{{Rows: rows}}
	}
	n := 0
	for n < len(rows) && rows[n].Ticket.Waits() {
		n++
	}
	return []groupPart{{v.T("list.yours"), "1-99999999999999", rows[:n]}, {v.T("list.ours"), "0-99999999999999", rows[n:]}}
}
