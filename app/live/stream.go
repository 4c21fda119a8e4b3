package live

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// ErrEnd ends a stream in good order, without a word.
var ErrEnd = errors.New("stream ends")

// Source reads what a stream has not sent yet and adds it: all of it, or about
// Enough bytes. rang says which topics have rung since it read last. An error ends
// the stream.
type Source func(ctx context.Context, out *Stream, rang Rang) (Next, error)

// Next is when a stream reads again though nothing rang.
type Next struct {
	More bool          // as soon as the reader has taken what was added
	In   time.Duration // then, for something ends by time; 0: not by itself
}

// Enough is how many bytes a Source adds before it lets the reader take them.
const Enough = 64 << 10

// Stream is one connection on which events go out (WHATWG HTML, 9.2).
type Stream struct {
	hub    *Streams
	ear    Ear
	holder int64
	source Source

	// of the hub, under its lock
	state  state
	due    time.Time // the clock comes by then at the latest
	at     int       // among those that the clock comes by
	within bool      // it counts

	mu      sync.Mutex
	conn    net.Conn
	raw     syscall.RawConn // where it waits without a goroutine
	key     uint64          // names it there; no two have one, unlike descriptors
	heard   int             // bytes that its reader sent
	head    []byte          // what goes before all else
	rest    []byte          // that the connection has not taken yet
	stands  time.Time       // since when rest has not become less
	wrote   time.Time       // the last bytes were added then
	reads   time.Time       // it reads then though nothing rings; zero: not by itself
	behind  bool            // it reads when rest was taken
	pours   bool            // a goroutine writes rest
	ended   bool            // nothing is added any more; it closes when rest was taken
	closed  bool
	written *bytes.Buffer // while the source reads
}
