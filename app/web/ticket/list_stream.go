package ticket

import (
	"bytes"
	"context"
	"fmt"
	"sync"

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

// listAudience names those whose list changed in the same way since they were told
// last: all who have a view of the desk, but each requester alone, and who searches.
type listAudience struct {
	person       int64
	path         string
	filter       desk.Filter
	locale, zone string
	seen         int64
}

// changedRows are the tickets of such a change, and what of their rows was rendered.
type changedRows struct {
	tickets []desk.Ticket
	readers *desk.Readers // of rows that many see, each with a dot of their own; nil: they are one's

	mu    sync.Mutex
	shown map[rowState][]byte
}

// rowState is a row as some of its readers see it.
type rowState struct {
	number       int64
	read, drafts bool
}

func stateOf(t *desk.Ticket) rowState { return rowState{t.Number, t.Seen >= t.LastSeq, t.Drafted} }

// of are the tickets as one of those who see them does: an agent's own are not at the desk.
func (c *changedRows) of(v *core.Viewer) (own []desk.Ticket) {
	if c.readers == nil {
		return c.tickets
	}
	for _, t := range c.tickets {
		if t.RequesterID != v.Person.ID {
			c.readers.See(&t, v.Person.ID)
			own = append(own, t)
		}
	}
	return own
}

// html is the change as the reader of a stream is told it, and the position after it.
// A row that no longer belongs into the list is taken out of the page.
func (c *changedRows) html(ctx context.Context, s *toldList) (html []byte, seen int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.tickets {
		seen = max(seen, c.tickets[i].Position(s.v.Actor))
	}
	own := c.of(s.v)
	if err := c.render(ctx, s, own); err != nil {
		return nil, seen, err
	}
	var b bytes.Buffer
	for i := range own {
		if !own[i].Found {
			core.Swap(&b, fmt.Sprint("ticket-", own[i].Number), "delete", nil)
		}
	}
	for i := range own {
		if own[i].Found {
			b.Write(c.shown[stateOf(&own[i])])
		}
	}
	return b.Bytes(), seen, nil
}

// render makes the rows that nobody was shown yet.
func (c *changedRows) render(ctx context.Context, s *toldList, own []desk.Ticket) error {
	var fresh []desk.Ticket
	for _, t := range own {
		if _, ok := c.shown[stateOf(&t)]; t.Found && !ok {
			fresh = append(fresh, t)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	rows, err := s.rows(ctx, s.v, s.list, fresh)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c.shown[stateOf(row.Ticket)] = []byte(row.HTML)
	}
	return nil
}
