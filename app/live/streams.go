package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// MaxPerHolder is how many streams one person may hold at a time.
const MaxPerHolder = 16

// atOnce is how many streams read at a time: the database has as many readers.
const atOnce = 4

// Streams are the open streams of this process.
type Streams struct {
	Beat time.Duration // what is silent for so long says so; set before the first
	Most int           // of all people; set before the first

	delivered atomic.Uint64

	bell *Bell
	ctx  context.Context // of all reads
	stop context.CancelFunc

	mu      sync.Mutex
	open    map[*Stream]struct{}
	count   map[int64]int // by holder
	ended   bool
	queue   []*Stream // which rang, or whose time has come
	working int       // goroutines that let them read
	clock   clock
	parked  *parked
}

// state is whether a stream reads.
type state uint8

const (
	still   state = iota
	queued        // for reading
	reading       // now
	again         // now, and once more
)

// NewStreams returns streams that read when bell rings.
func NewStreams(bell *Bell) *Streams {
	s := &Streams{Beat: Beat, Most: 1 << 20, bell: bell, open: map[*Stream]struct{}{}, count: map[int64]int{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

// Why there is no room for one more stream.
var (
	ErrHolderFull = errors.New("too many streams of one")
	ErrFull       = errors.New("too many streams")
)

// Enter makes room for a stream of holder, which hears topics from now on. Start lets
// it begin, or Leave gives the room back; it is given back after a while anyway.
func (s *Streams) Enter(holder int64, topics ...string) (*Stream, error) {
	out := &Stream{hub: s, holder: holder, at: -1}
	out.ear.wake = out.wake
	s.mu.Lock()
	switch {
	case s.ended, len(s.open) >= s.Most:
		s.mu.Unlock()
		return nil, ErrFull
	case s.count[holder] >= MaxPerHolder:
		s.mu.Unlock()
		return nil, ErrHolderFull
	}
	s.open[out] = struct{}{}
	s.count[holder]++
	out.within, out.state = true, reading // it reads for the first time in Start
	s.clock.set(out, time.Now().Add(patience))
	s.mu.Unlock()
	s.wind()
	s.bell.Hear(&out.ear, topics...)
	return out, nil
}

// Open is how many there are.
func (s *Streams) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Delivered is how often one of them was given something that it tells.
func (s *Streams) Delivered() uint64 { return s.delivered.Load() }

// leave forgets a stream.
func (s *Streams) leave(out *Stream) {
	s.mu.Lock()
	if within := out.within; !within {
		s.mu.Unlock()
		return
	}
	out.within = false
	delete(s.open, out)
	s.clock.drop(out)
	if s.count[out.holder]--; s.count[out.holder] == 0 {
		delete(s.count, out.holder)
	}
	last := s.ended && len(s.open) == 0
	s.mu.Unlock()
	s.bell.Leave(&out.ear)
	if last {
		s.rest()
	}
}

// Stop ends all streams at once: each page is told to come back after a
// moment of its own. No new stream is taken.
func (s *Streams) Stop() {
	s.stop()
	s.mu.Lock()
	s.ended = true
	var all []*Stream
	for out := range s.open {
		all = append(all, out)
	}
	s.mu.Unlock()
	for _, out := range all {
		out.end(restart())
	}
	if len(all) == 0 {
		s.rest()
	}
}

// wake lets a stream read, as soon as somebody has time.
func (out *Stream) wake() {
	s := out.hub
	s.mu.Lock()
	defer s.mu.Unlock()
	switch out.state {
	case reading:
		out.state = again
	case still:
		out.state = queued
		s.push(out)
	}
}

// push queues a stream and sees that somebody has time.
func (s *Streams) push(out *Stream) {
	s.queue = append(s.queue, out)
	if s.working < atOnce {
		s.working++
		go s.work()
	}
}

// work lets streams read as long as any wait for it.
func (s *Streams) work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 {
		out := s.queue[0]
		s.queue[0] = nil
		s.queue = s.queue[1:]
		out.state = reading
		s.mu.Unlock()
		out.read(out.ear.Rang())
		s.mu.Lock()
		s.done(out)
	}
	s.queue = nil
	s.working--
}

// done ends a read.
func (s *Streams) done(out *Stream) {
	if out.state == again {
		out.state = queued
		s.push(out)
		return
	}
	out.state = still
}

// guard lets a panic end the stream, not the process.
func (out *Stream) guard() {
	if p := recover(); p != nil {
		slog.Error("stream panicked", "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		out.gone()
	}
}

// Timing of a stream. Proxies cut what is silent for a minute; a reader who takes
// nothing for as long as patience is gone and will come back.
const (
	Beat     = 12 * time.Second
	patience = 10 * time.Second
)
