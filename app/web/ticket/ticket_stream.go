package ticket

import (
	"context"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/live"
	"hilo/app/web/core"
)

// StreamTicket: GET /tickets/12345678/live ?after=seq &have=stamp, and the same at the desk.
func (s *Handlers) StreamTicket(c *fiber.Ctx) error {
	v, n := s.CurrentViewer(c), core.Number(c)
	return s.Stream(c, []string{desk.TicketChannel(n), desk.InboxChannel(v.Person.ID), desk.StaffChannel}, func(out *live.Stream) (core.Source, error) {
		seen, known := core.Position(c)
		told := &toldTicket{Handlers: s, v: v, number: n, began: seen, seen: seen, have: c.Query("have"), unread: core.Counted(c, v)}
		t, _, err := told.after(c.UserContext(), out)
		if err != nil {
			return core.Source{}, err
		}
		if last := t.Last(v.Actor); !known || seen > last || last-seen > core.MaxBehind {
			return core.Source{Reset: true, Start: fmt.Sprint(last)}, nil
		}
		return core.Source{Start: fmt.Sprint(seen), Read: told.read}, nil
	})
}

// toldTicket is what the reader of a ticket's stream was told.
type toldTicket struct {
	*Handlers
	v      *core.Viewer
	number int64
	began  int64  // position that the page was loaded at
	seen   int64  // newest entry
	have   string // stamp of the changing parts; "": none
	typing string
	unread int
	rated  time.Duration // until a rating cannot be changed any more; 0: that ends nothing
	sent   int           // bytes, since it was up to date
}

// read sends what happened.
func (s *toldTicket) read(ctx context.Context, out *live.Stream, _ live.Rang) (next live.Next, err error) {
	if next.More, err = s.sendEntries(ctx, out); err != nil || next.More {
		return next, err
	}
	s.sent = 0
	topic := desk.TicketChannel(s.number)
	if s.typing, err = s.sendTyping(out, s.v, topic, s.typing); err != nil {
		return next, err
	}
	if _, next.In = s.Presence.Now(topic, s.v.Person.ID); next.In == 0 {
		next.In = s.rated
	}
	s.unread, err = s.SendUnread(ctx, out, s.v, s.unread)
	return next, err
}

// audience names those who are told the same of a ticket: all agents, but each
// requester alone, with all their pages.
type audience struct {
	number int64
	eyes   desk.Eyes
	seen   int64
}

// news is what an audience is told.
type news struct {
	ticket  *desk.Ticket
	entries []desk.Entry
}

// after is what happened after what the reader has seen. It is read once for all of
// the audience; whose ticket it is decides for each agent.
func (s *toldTicket) after(ctx context.Context, out *live.Stream) (*desk.Ticket, []desk.Entry, error) {
	actor := s.v.Actor
	if actor.AtDesk() {
		actor = desk.Agents
	}
	n, err := s.news.Get(out, audience{s.number, actor.Eyes(), s.seen}, func() (n news, err error) {
		n.ticket, n.entries, err = s.Desk.After(ctx, actor, s.number, s.seen)
		return n, err
	})
	if err == nil && s.v.AtDesk() && n.ticket.RequesterID == s.v.Person.ID {
		return nil, nil, fault.Hide()
	}
	return n.ticket, n.entries, err
}

// sendState sends the changing parts of t as an event without id.
func (s *toldTicket) sendState(ctx context.Context, out *live.Stream, t *desk.Ticket) error {
	stamp, html, err := s.told(ctx, t, s.v)
	if err != nil {
		return err
	}
	if s.have != "" && s.have != stamp {
		out.Send("", html)
	}
	s.have = stamp
	return nil
}

// maxReplay is about how many bytes a stream replays; who is further behind loads
// the page anew.
const maxReplay = 2 << 20

// sendEntries sends what happened after what was seen, as much as is taken at once,
// and then the changing parts if they differ from what the page has. more: there is
// more to send.
func (s *toldTicket) sendEntries(ctx context.Context, out *live.Stream) (more bool, err error) {
	for more = true; more; {
		t, entries, err := s.after(ctx, out)
		if err != nil {
			return false, err
		}
		if s.began > 0 && s.began < t.ErasedSeq { // the page shows what is gone
			out.Reset()
			return false, live.ErrEnd
		}
		for i := range entries {
			e := entries[i] // others are shown it too
			html, err := s.entryHTML(t, &e, s.v)
			if err != nil {
				return false, err
			}
			s.seen = e.Seq
			if out.Send(fmt.Sprint(s.seen), html); out.Len() >= live.Enough {
				if s.sent += out.Len(); s.sent > maxReplay { // the page shows the end of it, and the rest as it is asked for
					out.Reset()
					return false, live.ErrEnd
				}
				return true, nil
			}
		}
		if more = desk.Behind(entries); !more {
			s.rated = t.RatingEnds(s.Now())
			return false, s.sendState(ctx, out, t)
		}
	}
	return false, nil
}
