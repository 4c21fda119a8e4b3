package web

import (
	"bytes"
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
)

// liveList is a list as its stream keeps it.
type liveList struct {
	filter desk.Filter
	part   string // of a row
	row    func(*desk.Ticket, *viewer) rowPart
	topics []string
	beside func(context.Context, *live.Stream) error // sends what else on the page hangs on rows that changed
}

// streamList follows a list from where the reader is; now is the newest position.
func (s *Server) streamList(c *fiber.Ctx, now int64, l liveList) error {
	v := s.look(c)
	seen, known := position(c)
	if !known || lost(seen, now) {
		return s.stream(c, source{reset: true, start: fmt.Sprint(now)})
	}
	unread := counted(c, v)
	return s.stream(c, source{
		topics: l.topics,
		start:  fmt.Sprint(seen),
		read: func(ctx context.Context, out *live.Stream) (err error) {
			if seen, err = s.sendChanged(ctx, out, v, l, seen); err != nil {
				return err
			}
			unread, err = s.sendUnread(ctx, out, v, unread)
			return err
		},
	})
}

// sendChanged sends the rows that changed since a position, a page at a time,
// and returns the new one.
func (s *Server) sendChanged(ctx context.Context, out *live.Stream, v *viewer, l liveList, since int64) (int64, error) {
	for {
		rows, _, err := s.Desk.List(ctx, v.Actor, l.filter, desk.Span{Since: since})
		if err != nil || len(rows) == 0 {
			return since, err
		}
		if since, err = s.sendRows(out, v, l, rows, since); err != nil {
			return since, err
		}
		if err = l.beside(ctx, out); err != nil || len(rows) < desk.ListPage {
			return since, err
		}
		if out.Flush() != nil {
			return since, live.ErrEnd
		}
	}
}

// sendRows sends changed rows and returns the new position. One that no longer
// belongs into the list is taken out of the page.
func (s *Server) sendRows(out *live.Stream, v *viewer, l liveList, rows []desk.Ticket, seen int64) (int64, error) {
	var b bytes.Buffer
	for i := range rows {
		t := &rows[i]
		seen = max(seen, t.Position(v.Actor))
		if !t.Found {
			fmt.Fprintf(&b, "<hx-partial hx-target=\"#ticket-%d\" hx-swap=\"delete\"></hx-partial>\n", t.Number)
			continue
		}
		html, err := s.html(l.part, l.row(t, v))
		if err != nil {
			return seen, err
		}
		b.Write(html)
	}
	out.Send(fmt.Sprint(seen), b.Bytes())
	return seen, nil
}
