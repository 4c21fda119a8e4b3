package core

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
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

// Source is what a stream tells.
type Source struct {
	Start string      // position of the hello
	Reset bool        // the position is unknown
	Read  live.Source // what is new, to whoever may see it; the topics are the stream's
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
	n, err := s.unread.Get(out, v.Person.ID, func() (int, error) {
		if s.Bell.Rung() == v.AsOf {
			return v.Unread, nil
		}
		return s.Desk.Lists.Unread(ctx, v.Actor)
	})
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

// Stream answers with an endless body: what open says, now and whenever one of topics
// rings. The stream hears them before open reads anything, so that nothing falls
// between; what open reads for it, it need not read again. fasthttp would give it one write deadline for all and learn of a reader's
// leaving only by writing, so the connection is taken over.
func (s *Core) Stream(c *fiber.Ctx, topics []string, open func(*live.Stream) (Source, error)) error {
	if httpd.HasBody(c) {
		return fiber.ErrBadRequest // it would be read as long as the stream is heard
	}
	v := s.CurrentViewer(c)
	out, err := s.Streams.Enter(v.Person.ID, append([]string{access.SessionTopic(v.Session.ID), access.SessionsTopic}, topics...)...)
	if err != nil {
		return s.noStream(c, err)
	}
	src, err := open(out)
	if err != nil {
		out.Leave()
		return err
	}
	StreamHeaders(c)
	if c.Method() == fiber.MethodHead {
		out.Leave()
		return nil
	}
	read := src.watched(s, v)
	httpd.TakeOver(c, func(conn net.Conn, head []byte) { out.Start(conn, head, src.Start, read) })
	return nil
}

// StreamHeaders says what comes, and that nobody on its way should keep it back.
func StreamHeaders(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
}

// retryStream is when who found no room for a stream may ask again.
const retryStream = 10 * time.Second

// noStream refuses a stream, whose page asks again. All else has room of its own.
func (s *Core) noStream(c *fiber.Ctx, err error) error {
	httpd.RetryAfter(c, retryStream)
	if errors.Is(err, live.ErrFull) {
		s.full.Do(func() {
			slog.Warn("no room for another stream: this process may hold too few descriptors", "streams", s.Streams.Most)
		})
		return fiber.ErrServiceUnavailable
	}
	return fault.Say(fault.TooMany, "problem.too_many")
}

// The topics of every stream, which ring when its session may have ended, come
// before its own.
const ownTopics = 2

// watched reads as long as its reader may. The right ends by a ring, or by time:
// then the session is read, for another page may have kept it alive.
func (src Source) watched(s *Core, v *Viewer) live.Source {
	id, ends := v.Session.ID, time.Now().Add(v.Session.Left(s.Now()))
	return func(ctx context.Context, out *live.Stream, rang live.Rang) (next live.Next, err error) {
		if rang.Any(0, ownTopics) && s.Bell.Rung() != v.AsOf || !time.Now().Before(ends) {
			left, alive := s.Auth.Sessions.Alive(ctx, id)
			if !alive {
				return next, live.ErrEnd
			}
			ends = time.Now().Add(left)
		}
		if src.Reset {
			out.Reset()
			return next, live.ErrEnd
		}
		if next, err = src.Read(ctx, out, rang); fault.Of(err).Kind == fault.Unknown {
			err = live.ErrEnd // the right to this ticket ended
		}
		if left := max(time.Until(ends), time.Millisecond); next.In == 0 || left < next.In {
			next.In = left
		}
		return next, err
	}
}

// unreadPart is the count of unread tickets in the navigation.
type unreadPart struct {
	*words.Localizer
	Unread int
}
