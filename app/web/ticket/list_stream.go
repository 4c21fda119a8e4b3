package ticket

import (
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
	return s.Stream(c, l.Topics, func(*live.Stream) (core.Source, error) {
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
		if next.More, err = s.sendChanged(ctx, out); err != nil {
			return next, err
		}
		if out.Len() >= live.Enough {
			break
		}
	}
	if !next.More {
		s.unread, err = s.SendUnread(ctx, out, s.v, s.unread)
	}
	return next, err
}

// sendChanged sends a page of rows that changed. more: there may be others.
func (s *toldList) sendChanged(ctx context.Context, out *live.Stream) (more bool, err error) {
	of := listAudience{s.v.Person.ID, s.list.Path, s.list.Filter, s.v.Localizer.Locale, s.v.Zone, s.seen}
	shared := s.v.AtDesk() && s.list.Filter.View != desk.Mine && s.list.Filter.Query == "" && s.seen > 0
	if shared {
		of.person = 0
	}
	rows, err := s.changed.Get(out, of, func() (*changedRows, error) { return s.readChanged(ctx, shared) })
	if err != nil || len(rows.tickets) == 0 {
		return false, err
	}
	html, seen, err := rows.html(ctx, s)
	if err != nil {
		return false, err
	}
	if s.seen = seen; len(html) > 0 {
		out.Send(fmt.Sprint(seen), html)
	}
	if s.list.Beside != nil {
		err = s.list.Beside(ctx, out)
	}
	return len(rows.tickets) == desk.ListPage, err
}

func (s *toldList) readChanged(ctx context.Context, shared bool) (rows *changedRows, err error) {
	rows = &changedRows{shown: map[rowState][]byte{}}
	if !shared {
		rows.tickets, _, err = s.Desk.Lists.Rows(ctx, s.v.Actor, s.list.Filter, desk.Span{Since: s.seen})
		return rows, err
	}
	staff, _, err := s.staff.get(ctx, s.Desk, s.Now())
	if err == nil {
		rows.readers = new(desk.Readers)
		rows.tickets, *rows.readers, err = s.Desk.Lists.Changed(ctx, staff, s.list.Filter, s.seen)
	}
	return rows, err
}
