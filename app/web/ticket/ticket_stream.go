package ticket

import (
	"bytes"
	"context"
	"errors"
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
func (s *Handlers) sendState(ctx context.Context, out *live.Stream, t *desk.Ticket, v *core.Viewer, have string) (string, error) {
	state, err := s.state(ctx, t, v)
	if err != nil {
		return have, err
	}
	now := state.stamp()
	if have != "" && have != now {
		var b bytes.Buffer
		state.write(&b)
		out.Send("", b.Bytes())
	}
	return now, nil
}

// maxReplay is about how many bytes a stream replays, in pieces; who is further
// behind loads the page anew.
const (
	maxReplay      = 2 << 20
	maxReplayPiece = 64 << 10
)

// sendEntries sends what happened after seen, and the changing parts if they
// differ from what the page has. It returns the new position and stamp.
func (s *Handlers) sendEntries(ctx context.Context, out *live.Stream, v *core.Viewer, n, seen int64, have string) (int64, string, error) {
	began, sent := seen, 0
	for {
		t, entries, err := s.Desk.After(ctx, v.Actor, n, seen)
		if err != nil {
			return seen, have, err
		}
		if began > 0 && began < t.ErasedSeq { // the page shows what is gone
			out.Reset()
			return seen, have, errors.Join(live.ErrEnd, out.Flush())
		}
		for i := range entries {
			html, err := s.entryHTML(t, &entries[i], v)
			if err != nil {
				return seen, have, err
			}
			seen = entries[i].Seq
			if out.Send(fmt.Sprint(seen), html); out.Len() < maxReplayPiece {
				continue
			}
			if sent += out.Len(); out.Flush() != nil {
				return seen, have, live.ErrEnd
			}
		}
		if desk.Behind(entries) {
			if sent > maxReplay { // the page shows the end of it, and the rest as it is asked for
				out.Reset()
				return seen, have, errors.Join(live.ErrEnd, out.Flush())
			}
			continue
		}
		have, err = s.sendState(ctx, out, t, v, have)
		return seen, have, err
	}
}
