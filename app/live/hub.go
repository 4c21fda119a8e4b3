package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
)

// MaxPerHolder is how many streams one person may hold at a time.
const MaxPerHolder = 16

// Streams are the open streams of this process. Its zero value is ready.
type Streams struct {
	mu    sync.Mutex
	open  map[*Stream]string
	count map[string]int
	ended bool
}

var errStop = errors.New("server stops")

// Full tells whether holder has as many streams as one may have: a word to who
// asks for one more. Serve is what holds the limit.
func (s *Streams) Full(holder string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count[holder] >= MaxPerHolder
}

// Serve writes head (a whole HTTP response head), then lets run send on the
// stream until it returns, the reader leaves or Stop is called; nothing where
// holder has too many by then. A panic in run ends the stream, not the process.
func (s *Streams) Serve(conn net.Conn, head []byte, holder string, run func(ctx context.Context, out *Stream) error) {
	ctx, end := context.WithCancelCause(context.Background())
	out := &Stream{conn: conn, end: end}
	defer end(nil)
	defer func() {
		if p := recover(); p != nil {
			slog.Error("stream panicked", "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	if !s.enter(out, holder) {
		return
	}
	defer s.leave(out)
	go out.watch()
	out.buf.Write(head)
	err := run(ctx, out)
	if errors.Is(context.Cause(ctx), errStop) {
		out.restart()
	} else if err != nil && !errors.Is(err, ErrEnd) && ctx.Err() == nil {
		slog.Error("stream failed", "err", err)
	}
}

// Stop ends all streams at once: each page is told to come back after a
// moment of its own. No new stream is taken.
func (s *Streams) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	for out := range s.open {
		out.end(errStop)
	}
}

func (s *Streams) enter(out *Stream, holder string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.count[holder] >= MaxPerHolder {
		return false
	}
	if s.open == nil {
		s.open, s.count = map[*Stream]string{}, map[string]int{}
	}
	s.open[out] = holder
	s.count[holder]++
	return true
}

func (s *Streams) leave(out *Stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	holder := s.open[out]
	delete(s.open, out)
	if s.count[holder]--; s.count[holder] == 0 {
		delete(s.count, holder)
	}
}
