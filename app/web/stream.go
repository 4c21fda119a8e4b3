package web

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/live"
	"hilo/app/words"
)

// maxBehind is how many entries or rows a stream replays; who is further behind
// loads the page anew.
const maxBehind = 500

// source reads what a stream has not sent yet, checking the right to see it
// each time, and returns what to do next.
type source struct {
	topics []string
	start  string // position of the hello
	reset  bool   // the position is unknown
	read   func(ctx context.Context, out *live.Stream) error
	wake   func() time.Duration // until something is over by itself; may be nil
}

// streamTicket: GET /tickets/12345678/live ?after=seq &have=stamp, and the same at the desk.
func (s *Server) streamTicket(c *fiber.Ctx) error {
	v, n := s.look(c), number(c)
	t, err := s.Desk.Ticket(c.UserContext(), v.Actor, n)
	if err != nil {
		return err
	}
	seen, known := position(c)
	if last := t.Last(v.Actor); !known || seen > last || last-seen > maxBehind {
		return s.stream(c, source{reset: true, start: fmt.Sprint(last)})
	}
	have, unread, typing := c.Query("have"), counted(c, v), ""
	return s.stream(c, source{
		topics: []string{desk.Topic(n), desk.InboxTopic(v.Person.ID)},
		start:  fmt.Sprint(seen),
		read: func(ctx context.Context, out *live.Stream) error {
			var err error
			if seen, have, err = s.sendEntries(ctx, out, v, n, seen, have); err != nil {
				return err
			}
			if typing, err = s.sendTyping(out, v, desk.Topic(n), typing); err != nil {
				return err
			}
			unread, err = s.sendUnread(ctx, out, v, unread)
			return err
		},
		wake: func() time.Duration {
			_, left := s.presence.Now(desk.Topic(n), v.Person.ID)
			return left
		},
	})
}

// sendState sends the changing parts of t as an event without id.
func (s *Server) sendState(out *live.Stream, t *desk.Ticket, v *viewer, have string) (string, error) {
	parts, err := s.state(t, v)
	if err != nil {
		return have, err
	}
	now := stamp(parts)
	if have != "" && have != now {
		var b bytes.Buffer
		for _, id := range stateParts {
			partial(&b, id, []byte(parts[id]))
		}
		out.Send("", b.Bytes())
	}
	return now, nil
}

// counted is the count of unread tickets that the page shows. A page that comes
// back may show any: -1.
func counted(c *fiber.Ctx, v *viewer) int {
	if c.Get("Last-Event-ID") != "" {
		return -1
	}
	return c.QueryInt("unread", v.Unread)
}

// sendUnread sends the count of unread tickets when it changed.
func (s *Server) sendUnread(ctx context.Context, out *live.Stream, v *viewer, had int) (int, error) {
	if v.guest() {
		return had, nil
	}
	n, err := s.Desk.Unread(ctx, v.Actor)
	if err != nil || n == had {
		return had, err
	}
	html, err := s.html("layout/unread", unreadPart{v.Localizer, n})
	if err != nil {
		return had, err
	}
	var b bytes.Buffer
	partial(&b, "unread", html)
	out.Send("", b.Bytes())
	return n, nil
}

// streamTickets: GET /tickets/live ?after= and the list's own show and q.
func (s *Server) streamTickets(c *fiber.Ctx) error {
	v, f, claims := s.look(c), ticketsFilter(c), c.Query("claims")
	return s.streamList(c, v.Person.InboxSeq, liveList{
		filter: f, part: "list/row", row: s.row,
		topics: []string{desk.InboxTopic(v.Person.ID)},
		beside: func(ctx context.Context, out *live.Stream) (err error) {
			if claims != "" { // a page that has them
				claims, err = s.sendClaims(ctx, out, v, f, claims)
			}
			return err
		},
	})
}

// streamDesk: GET /desk/live ?after= and the queue's own view and q.
func (s *Server) streamDesk(c *fiber.Ctx) error {
	now, err := s.Desk.QueueSeq(c.UserContext())
	if err != nil {
		return err
	}
	return s.streamList(c, now, liveList{
		filter: queueFilter(c), part: "desk/queue_row", row: s.queueRow,
		topics: []string{desk.QueueTopic, desk.InboxTopic(s.look(c).Person.ID)},
		beside: func(context.Context, *live.Stream) error { return nil },
	})
}

// lost tells whether a list stream cannot go on from seen: it is of another
// time, or so much has changed since that the page had better be loaded anew.
// Zero is a list that had no rows.
func lost(seen, now int64) bool { return seen > now || (seen > 0 && now-seen > maxBehind) }

// position is where the reader is: Last-Event-ID beats ?after=. known is false
// when it is no position.
func position(c *fiber.Ctx) (seq int64, known bool) {
	text := c.Get("Last-Event-ID")
	if text == "" {
		text = c.Query("after", "0")
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	return seq, err == nil && seq >= 0
}

// stream answers with an endless body. fasthttp would give it one write
// deadline for all and learn of a reader's leaving only by writing, so the
// connection is taken over.
func (s *Server) stream(c *fiber.Ctx, src source) error {
	v := s.look(c)
	holder := fmt.Sprint(v.Person.ID)
	if s.streams.Full(holder) {
		c.Set(fiber.HeaderRetryAfter, "10")
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
	if c.Method() == fiber.MethodHead {
		return nil
	}
	c.Context().SetConnectionClose()
	head := bytes.Clone(c.Response().Header.Header())
	conn := c.Context().Conn() // what Hijack gives is used again, with its buffer, while a reader of it may still wait
	c.Context().HijackSetNoResponse(true)
	c.Context().Hijack(func(net.Conn) {
		s.streams.Serve(conn, head, holder, func(ctx context.Context, out *live.Stream) error {
			return s.follow(ctx, out, v, src)
		})
	})
	return nil
}

// follow listens before the first read, so that nothing falls between. The
// session is checked at each read: a right that ended ends the stream.
func (s *Server) follow(ctx context.Context, out *live.Stream, v *viewer, src source) error {
	rang, stop := s.Bell.Listen(append(src.topics, access.SessionTopic(v.Session.ID))...)
	defer stop()
	out.Hello(src.start)
	if src.reset {
		out.Reset()
		return out.Flush()
	}
	return out.Follow(ctx, rang, func() (time.Duration, error) {
		left, alive := s.Auth.Alive(ctx, v.Session.ID)
		if !alive {
			return 0, live.ErrEnd
		}
		err := src.read(ctx, out)
		if fault.Of(err).Kind == fault.Unknown {
			err = live.ErrEnd // the right to this ticket ended
		}
		if src.wake != nil {
			left = min(left, src.wake())
		}
		return left, err
	})
}

// unreadPart is the count of unread tickets in the navigation.
type unreadPart struct {
	*words.Localizer
	Unread int
}
