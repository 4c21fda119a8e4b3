package ticket

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/core"
)

// StreamTicket: GET /tickets/12345678/live ?after=seq &have=stamp, and the same at the desk.
func (s *Handlers) StreamTicket(c *fiber.Ctx) error {
	v, n := s.CurrentViewer(c), core.Number(c)
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, n)
	if err != nil {
		return err
	}
	seen, known := core.Position(c)
	if last := t.Last(v.Actor); !known || seen > last || last-seen > core.MaxBehind {
		return s.Stream(c, core.Source{Reset: true, Start: fmt.Sprint(last)})
	}
	have, unread, typing := c.Query("have"), core.Counted(c, v), ""
	return s.Stream(c, core.Source{
		Topics: []string{desk.TicketChannel(n), desk.InboxChannel(v.Person.ID)},
		Start:  fmt.Sprint(seen),
		Read: func(ctx context.Context, out *live.Stream) error {
			var err error
			if seen, have, err = s.sendEntries(ctx, out, v, n, seen, have); err != nil {
				return err
			}
			if typing, err = s.sendTyping(out, v, desk.TicketChannel(n), typing); err != nil {
				return err
			}
			unread, err = s.SendUnread(ctx, out, v, unread)
			return err
		},
		Wake: func() time.Duration {
			_, left := s.Presence.Now(desk.TicketChannel(n), v.Person.ID)
			return left
		},
	})
}

// sendState sends the changing parts of t as an event without id.
func (s *Handlers) sendState(out *live.Stream, t *desk.Ticket, v *core.Viewer, have string) (string, error) {
	parts, err := s.state(t, v)
	if err != nil {
		return have, err
	}
	now := stamp(parts)
	if have != "" && have != now {
		var b bytes.Buffer
		for _, id := range stateParts {
			core.Partial(&b, id, []byte(parts[id]))
		}
		out.Send("", b.Bytes())
	}
	return now, nil
}
