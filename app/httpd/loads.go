package httpd

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

const (
	maxLoads    = 16 // files that one person is sent at a time
	alwaysLoads = 2  // of these, whatever others are sent
)

// loads counts files that are being sent. Each holds a descriptor until its reader,
// however slow, has all of it.
type loads struct {
	mu   sync.Mutex
	most int // of all
	all  int
	of   map[Asker]int
}

// newLoads leaves most of the descriptors to the database, the log and what comes in.
func newLoads(descriptors int) *loads {
	return &loads{most: max(8, min(descriptors/8, 4096)), of: map[Asker]int{}}
}

// begin takes one of whom's; end gives it back. False: there is none.
func (l *loads) begin(whom Asker) (end func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of[whom] >= maxLoads || l.all >= l.most && l.of[whom] >= alwaysLoads {
		return nil, false
	}
	l.all++
	l.of[whom]++
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.all--
		if l.of[whom]--; l.of[whom] == 0 {
			delete(l.of, whom)
		}
	}), true
}

// SendFile answers c with a file of that size, or the part that is asked for, if whom may be
// sent one more; else fault TooMany. open reads n bytes from one on, until it is closed.
func (s *Server) SendFile(c *fiber.Ctx, whom Asker, size int64, open func(from, n int64) (io.ReadCloser, error)) error {
	end, ok := s.loads.begin(whom)
	if !ok {
		RetryAfter(c, 5*time.Second)
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	from, n, some := partOf(c, size)
	if n == 0 && size > 0 {
		end()
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", size))
		return c.SendStatus(fiber.StatusRequestedRangeNotSatisfiable)
	}
	content, err := open(from, n)
	if err != nil {
		end()
		return err
	}
	if some {
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, from+n-1, size))
		c.Status(fiber.StatusPartialContent)
	}
	return c.SendStream(&sentFile{content, end}, int(n)) // fasthttp closes it, also when its reader leaves
}

// partOf is what c asks for of so many bytes (RFC 9110, 14.2): one part, none where it lies
// beyond the end, or else all. If-Range names no version of ours.
func partOf(c *fiber.Ctx, size int64) (from, n int64, some bool) {
	asked, is := strings.CutPrefix(c.Get(fiber.HeaderRange), "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(asked), "-")
	if !is || !dash || c.Method() != fiber.MethodGet || len(c.Request().Header.Peek(fiber.HeaderIfRange)) > 0 {
		return 0, size, false
	}
	a, err1 := strconv.ParseInt(first, 10, 64)
	b, err2 := strconv.ParseInt(last, 10, 64)
	switch {
	case first == "" && err2 == nil && b >= 0: // the last so many
		n = min(b, size)
		return size - n, n, true
	case err1 != nil || a < 0 || last != "" && (err2 != nil || b < a):
		return 0, size, false
	case a >= size:
		return 0, 0, true
	case last == "":
		b = size - 1
	}
	b = min(b, size-1)
	return a, b - a + 1, true
}

// sentFile is one of loads.
type sentFile struct {
	io.ReadCloser
	end func()
}

// Close lets the next be sent.
func (f *sentFile) Close() error {
	defer f.end()
	return f.ReadCloser.Close()
}
