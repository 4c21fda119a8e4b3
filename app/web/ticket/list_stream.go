package ticket

import (
	"bytes"
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
)

// StreamList follows a list from where the reader is; newest is its newest position.
func (s *Lists) StreamList(c *fiber.Ctx, l List, newest func(context.Context) (int64, error)) error {
	v := s.CurrentViewer(c)
	return s.Stream(c, l.Topics, func() (core.Source, error) {
		now, err := newest(c.UserContext())
		if err != nil {
			return core.Source{}, err
		}
		seen, known := core.Position(c)
		if !known || core.Lost(seen, now) {
			return core.Source{Reset: true, Start: fmt.Sprint(now)}, nil
		}
		told := &toldList{Lists: s, v: v, list: l, seen: seen, unread: core.Counted(c, v)}
		return core.Source{Start: fmt.Sprint(seen), Read: told.read}, nil
	})
}

// toldList is what the reader of a list's stream was told.
type toldList struct {
	*Lists
	v      *core.Viewer
	list   List
	seen   int64 // newest position
	unread int
}

// read sends the rows that changed, a page at a time.
func (s *toldList) read(ctx context.Context, out *live.Stream, _ live.Rang) (next live.Next, err error) {
	for next.More = true; next.More; {
		rows, _, err := s.Desk.Lists.Rows(ctx, s.v.Actor, s.list.Filter, desk.Span{Since: s.seen})
		if err != nil {
			return next, err
		}
		if len(rows) > 0 {
			if s.seen, err = s.sendRows(ctx, out, s.v, s.list, rows, s.seen); err == nil && s.list.Beside != nil {
				err = s.list.Beside(ctx, out)
			}
			if err != nil {
				return next, err
			}
		}
		if next.More = len(rows) == desk.ListPage; out.Len() >= live.Enough {
			break
		}
	}
	if !next.More {
		s.unread, err = s.SendUnread(ctx, out, s.v, s.unread)
	}
	return next, err
}

// sendRows sends changed rows and returns the new position. One that no longer
// belongs into the list is taken out of the page.
func (s *Lists) sendRows(ctx context.Context, out *live.Stream, v *core.Viewer, l List, tickets []desk.Ticket, seen int64) (int64, error) {
	var b bytes.Buffer
	var found []desk.Ticket
	for _, t := range tickets {
		if seen = max(seen, t.Position(v.Actor)); t.Found {
			found = append(found, t)
		} else {
			core.Swap(&b, fmt.Sprint("ticket-", t.Number), "delete", nil)
		}
	}
	rows, err := s.rows(ctx, v, l, found)
	if err != nil {
		return seen, err
	}
	for _, row := range rows {
		html, err := s.HTML(l.Part, row)
		if err != nil {
			return seen, err
		}
		b.Write(html)
	}
	out.Send(fmt.Sprint(seen), b.Bytes())
	return seen, nil
}
