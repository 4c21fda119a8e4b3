package web

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/words"
)

// listPart is a page of a list, and where it goes on.
type listPart struct {
	Rows   []rowPart
	Query  string
	AsOf   string // time of day at which it was so
	More   string // address of the next page; "" for none
	End    string // place of the last row where there is a next page
	First  string // address of the first page; "" for that itself
	Stream string // of the first page: those after it stay as they are
}

// list shows rows that were read as a list that begins after a place; path and
// q are its address, seq its position in its stream.
func (s *Server) list(v *viewer, path string, q url.Values, after desk.Cursor, seq int64, rows []desk.Ticket, row func(*desk.Ticket, *viewer) rowPart) listPart {
	l := listPart{Query: q.Get("q"), AsOf: v.Localizer.Clock(s.Now())}
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

// sendPage answers a script with the rows of a further page, and where it goes on.
func (s *Server) sendPage(c *fiber.Ctx, row string, l listPart) error {
	var b bytes.Buffer
	for _, r := range l.Rows {
		html, err := s.html(row, r)
		if err != nil {
			return err
		}
		b.Write(html)
	}
	l.First = "" // it is on the same page
	html, err := s.html("list/more", struct {
		*words.Localizer
		listPart
	}{s.look(c).Localizer, l})
	if err != nil {
		return err
	}
	partial(&b, "more", html)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(b.Bytes())
}

// perSearch is the budget of a list that searches, beside its own.
var perSearch = access.Flood{N: 120, Per: 30 * time.Second}

// searching asks the budget of a search, if there is one.
func (s *Server) searching(c *fiber.Ctx) error {
	if searchText(c) == "" {
		return nil
	}
	return s.spend(c, perSearch, "search")
}

// searchText is the q of a list: any text is a valid search.
func searchText(c *fiber.Ctx) string { return desk.Typed(c.Query("q")) }

// groupPart is a heading among the rows, which a page sorts like one of them.
type groupPart struct {
	Name, Sort string // both "" where a list has no groups
	Rows       []rowPart
}

// groups parts the open tickets: those that wait for the person come first.
func groups(v *words.Localizer, f desk.Filter, rows []rowPart) []groupPart {
	if f.View == desk.ClosedView || f.Query != "" {
		return []groupPart{{Rows: rows}}
	}
	n := 0
	for n < len(rows) && rows[n].Ticket.Waits() {
		n++
	}
	return []groupPart{{v.T("list.yours"), "1-99999999999999", rows[:n]}, {v.T("list.ours"), "0-99999999999999", rows[n:]}}
}
