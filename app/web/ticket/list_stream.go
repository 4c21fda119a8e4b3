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

// StreamList follows a list from where the reader is; now is the newest position.
func (s *Lists) StreamList(c *fiber.Ctx, now int64, l List) error {
	v := s.CurrentViewer(c)
	seen, known := core.Position(c)
	if !known || core.Lost(seen, now) {
		return s.Stream(c, core.Source{Reset: true, Start: fmt.Sprint(now)})
	}
	unread := core.Counted(c, v)
	return s.Stream(c, core.Source{
		Topics: l.Topics,
		Start:  fmt.Sprint(seen),
		Read: func(ctx context.Context, out *live.Stream) (err error) {
			if seen, err = s.sendChanged(ctx, out, v, l, seen); err != nil {
				return err
			}
			unread, err = s.SendUnread(ctx, out, v, unread)
			return err
		},
	})
}

// sendChanged sends the rows that changed since a position, a page at a time,
// and returns the new one.
func (s *Lists) sendChanged(ctx context.Context, out *live.Stream, v *core.Viewer, l List, since int64) (int64, error) {
	for {
		rows, _, err := s.Desk.Lists.Rows(ctx, v.Actor, l.Filter, desk.Span{Since: since})
		if err != nil || len(rows) == 0 {
			return since, err
		}
		if since, err = s.sendRows(ctx, out, v, l, rows, since); err != nil {
			return since, err
		}
		if l.Beside != nil {
			err = l.Beside(ctx, out)
		}
		if err != nil || len(rows) < desk.ListPage {
			return since, err
		}
		if out.Flush() != nil {
			return since, live.ErrEnd
		}
	}
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
