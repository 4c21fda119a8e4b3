package live

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"
)

// maxHeard is how much a reader may send meanwhile: nothing is asked of them.
const maxHeard = 4 << 10

// buffers hold what a read adds; there are as many as reads at a time.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Leave gives back the room of a stream that does not begin.
func (out *Stream) Leave() { out.gone() }

// Start writes head (a whole HTTP response head) and where the reader is (start),
// and lets source read for the first time. The stream has conn from here on, and
// closes it.
func (out *Stream) Start(conn net.Conn, head []byte, start string, source Source) {
	defer out.guard()
	out.mu.Lock()
	if out.closed {
		out.mu.Unlock()
		conn.Close()
		return
	}
	out.conn, out.source, out.head = conn, source, append(head, hello(start)...)
	if out.wrote = time.Now(); !out.park() {
		go out.watch(conn)
	}
	out.mu.Unlock()
	out.hub.begin(out)
}

// begin queues the first read, which asks for all.
func (s *Streams) begin(out *Stream) {
	s.by(out, time.Now().Add(s.Beat))
	out.ear.rang.Or(uint32(All))
	s.mu.Lock()
	defer s.mu.Unlock()
	if out.state = queued; out.within {
		s.push(out)
	}
}

// watch waits for the end where that takes a goroutine: nothing more is ever read.
func (out *Stream) watch(conn net.Conn) {
	defer out.guard()
	var some [64]byte // little is ever sent; a reader's memory counts more
	for heard := 0; heard <= maxHeard; {
		n, err := conn.Read(some[:])
		if err != nil {
			break // the end, or the closing of the connection
		}
		heard += n
	}
	out.gone()
}

// read lets the source add what is new, unless the reader has not taken what was.
func (out *Stream) read(rang Rang) {
	defer out.guard()
	out.mu.Lock()
	if out.behind = !out.taken(); out.behind || out.ended {
		out.ear.rang.Or(uint32(rang))
		out.mu.Unlock()
		return
	}
	out.mu.Unlock()
	out.written = buffers.Get().(*bytes.Buffer)
	next, err := out.source(out.hub.ctx, out, rang)
	b := out.written
	out.written = nil
	if err != nil && !errors.Is(err, ErrEnd) {
		if out.hub.ctx.Err() == nil {
			slog.Error("stream failed", "err", err)
			b.Reset()
		}
		if err = ErrEnd; out.hub.ctx.Err() != nil {
			return // it is told to come back
		}
	}
	if err != nil {
		out.end(b.Bytes())
	} else {
		out.add(b.Bytes(), next)
	}
	if b.Cap() <= 2*Enough {
		b.Reset()
		buffers.Put(b)
	}
}

// add gives the reader what was read.
func (out *Stream) add(text []byte, next Next) {
	now := time.Now()
	out.mu.Lock()
	defer out.mu.Unlock()
	if out.ended {
		return
	}
	if len(text) > 0 {
		out.hub.delivered.Add(1)
	}
	if out.write(text, now); next.More {
		out.ear.rang.Or(uint32(More))
		if out.behind = !out.taken(); !out.behind {
			out.wake()
		}
	}
	if out.reads = (time.Time{}); next.In > 0 {
		out.reads = now.Add(next.In)
		out.hub.by(out, out.reads)
	}
}

// end closes a stream once its reader has taken the last of it.
func (out *Stream) end(last []byte) {
	out.mu.Lock()
	defer out.mu.Unlock()
	if out.ended {
		return
	}
	if out.ended = true; out.conn != nil {
		out.write(last, time.Now())
	}
	if out.taken() {
		out.close()
	}
}

// gone closes a stream at once.
func (out *Stream) gone() {
	out.mu.Lock()
	defer out.mu.Unlock()
	out.close()
}

// close is what all ends lead to, under the lock. The connection is named nowhere
// when its descriptor is given away.
func (out *Stream) close() {
	if out.closed {
		return
	}
	out.ended, out.closed, out.rest = true, true, nil
	if out.conn != nil {
		out.unpark()
		out.conn.Close()
	}
	out.hub.leave(out)
}

// taken tells whether the connection has taken all that was added.
func (out *Stream) taken() bool { return len(out.rest) == 0 }

// write adds text, the first behind the head; what the connection does not take at
// once waits.
func (out *Stream) write(text []byte, now time.Time) {
	if out.head != nil {
		text, out.head = append(out.head, text...), nil
	}
	if out.closed || len(text) == 0 {
		return
	}
	out.wrote = now
	if !out.taken() {
		out.rest = append(out.rest, text...)
		return
	}
	n, err := out.try(text)
	if err != nil {
		out.close()
		return
	}
	if n == len(text) {
		return
	}
	out.rest, out.stands = bytes.Clone(text[n:]), now
	out.hub.by(out, now.Add(patience))
	out.drain()
}

// took notes that the connection has taken n bytes more of what waited.
func (out *Stream) took(n int) {
	if out.rest = out.rest[n:]; n > 0 {
		out.stands = time.Now()
	}
	if !out.taken() {
		return
	}
	out.rest = nil
	switch {
	case out.ended:
		out.close()
	case out.behind:
		out.behind = false
		out.wake()
	}
}

// pour writes what waits where that takes a goroutine.
func (out *Stream) pour(conn net.Conn) {
	defer out.guard()
	const piece = 16 << 10
	for {
		out.mu.Lock()
		some := out.rest[:min(len(out.rest), piece)]
		if out.pours = len(some) > 0; !out.pours {
			out.mu.Unlock()
			return
		}
		out.mu.Unlock()
		conn.SetWriteDeadline(time.Now().Add(patience))
		n, err := conn.Write(some)
		out.mu.Lock()
		if err != nil {
			out.close()
		} else if !out.closed {
			out.took(n)
		}
		out.mu.Unlock()
	}
}
