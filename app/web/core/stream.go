package core

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/live"
	"hilo/app/words"
)

// MaxBehind is how many entries or rows a stream replays; who is further behind
// loads the page anew.
const MaxBehind = 500

// Source reads what a stream has not sent yet, checking the right to see it
// each time, and returns what to do next.
type Source struct {
	Topics []string
	Start  string // position of the hello
	Reset  bool   // the position is unknown
	Read   func(ctx context.Context, out *live.Stream) error
	Wake   func() time.Duration // until something is over by itself; may be nil
}

// Counted is the count of unread tickets that the page shows. A page that comes
// back may show any: -1.
func Counted(c *fiber.Ctx, v *Viewer) int {
	if c.Get("Last-Event-ID") != "" {
		return -1
	}
	return c.QueryInt("unread", v.Unread)
}

// SendUnread sends the count of unread tickets when it changed.
func (s *Core) SendUnread(ctx context.Context, out *live.Stream, v *Viewer, had int) (int, error) {
	if v.Guest() {
		return had, nil
	}
	n, err := s.Desk.Lists.Unread(ctx, v.Actor)
	if err != nil || n == had {
		return had, err
	}
	html, err := s.HTML("layout/unread", unreadPart{v.Localizer, n})
	if err != nil {
		return had, err
	}
	var b bytes.Buffer
	Partial(&b, "unread", html)
	out.Send("", b.Bytes())
	return n, nil
}

// Lost tells whether a list stream cannot go on from seen: it is of another
// time, or so much has changed since that the page had better be loaded anew.
// Zero is a list that had no rows.
func Lost(seen, now int64) bool { return seen > now || (seen > 0 && now-seen > MaxBehind) }

// Position is where the reader is: Last-Event-ID beats ?after=. known is false
// when it is no position.
func Position(c *fiber.Ctx) (seq int64, known bool) {
	text := c.Get("Last-Event-ID")
	if text == "" {
		text = c.Query("after", "0")
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	return seq, err == nil && seq >= 0
}

// Stream answers with an endless body. fasthttp would give it one write
// deadline for all and learn of a reader's leaving only by writing, so the
// connection is taken over.
func (s *Core) Stream(c *fiber.Ctx, src Source) error {
	if httpd.HasBody(c) {
		return fiber.ErrBadRequest // it would be read as long as the stream is heard
	}
	v := s.CurrentViewer(c)
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
	httpd.Hears(c)
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
func (s *Core) follow(ctx context.Context, out *live.Stream, v *Viewer, src Source) error {
	rang, stop := s.Bell.Listen(append(src.Topics, access.SessionTopic(v.Session.ID))...)
	defer stop()
	out.Hello(src.Start)
	if src.Reset {
		out.Reset()
		return out.Flush()
	}
	return out.Follow(ctx, rang, func() (time.Duration, error) {
		left, alive := s.Auth.Sessions.Alive(ctx, v.Session.ID)
		if !alive {
			return 0, live.ErrEnd
		}
		err := src.Read(ctx, out)
		if fault.Of(err).Kind == fault.Unknown {
			err = live.ErrEnd // the right to this ticket ended
		}
		if src.Wake != nil {
			left = min(left, src.Wake())
		}
		return left, err
	})
}

// unreadPart is the count of unread tickets in the navigation.
type unreadPart struct {
	*words.Localizer
	Unread int
}
