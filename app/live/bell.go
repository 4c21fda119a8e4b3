// Package live wakes whoever waits for news, and carries the news to them.
//
//	a change is committed              a right may have ended         time passes
//	       │                                   │                           │
//	       ▼                                   ▼                           ▼
//	Bell.Ring("ticket/7", …)          Bell.Ring("session/x")            clock
//	       │ marks the ears of the streams that hear a topic               │ beats: ":"
//	       ▼                                                               │ by itself
//	the queue of Streams ◀──────── "read, for something ends now" ◀────────┤
//	       │ a few goroutines let one stream after the other read          │
//	       ▼                                                               │
//	Source: what is new after the position, from the database              │
//	       │ bytes                                                         │
//	       ▼                                                               ▼
//	Stream ── what the connection takes at once ──────────────────▶ the reader
//	   └── the rest waits; when it was taken, the stream reads on
//
// A bell carries no data. A stream that wakes reads what is new from the
// database, after the last thing that it sent. So nothing uncommitted is ever shown,
// a reconnection is the same as a connection, and a slow reader loses nothing and
// slows nobody. A quiet stream reads nothing, for ever: whatever it has to know of
// rings, or ends at a time that it says.
//
// No stream has a goroutine of its own while it is quiet, nor a buffer. Its connection
// waits in an epoll that all share (parked), where there is one and it is plain TCP;
// elsewhere a goroutine waits for its end. All ends lead to Stream.close.
//
// Bell and Presence are what the nodes of an installation have to share, and
// nothing else here is. Both live in one process today. With more nodes, a bell
// that sends its topics on (LISTEN, NOTIFY) and a presence that all can read stand
// behind the same methods; only then is there an interface of each.
package live

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Bell rings topics to the ears of this process. Its zero value is ready.
type Bell struct {
	mu   sync.Mutex
	rung uint64 // how often it has rung
	ears map[string][]place
}

// place is an ear among those of a topic.
type place struct {
	ear *Ear
	nth int
}

// Ear hears some topics. It is woken once however often they ring until Rang is asked.
type Ear struct {
	wake   func() // may not wait
	topics []string
	rang   atomic.Uint32
	since  atomic.Uint64 // the ring that it heard last
}

// Rang says which topics of an ear have rung, the first given by the lowest bit.
type Rang uint32

// What makes a stream read beside its topics. All says that any may have rung.
const (
	More Rang = 1 << 30 // there was more than the reader could take
	Due  Rang = 1 << 31 // the time has come that it said
	All       = ^Rang(0)
)

// Any tells whether one of the topics from the nth on, below the end, has rung.
func (r Rang) Any(from, below int) bool { return r>>from&(1<<(below-from)-1) != 0 }

// Hear lets e hear topics, at most 30, from now on.
func (b *Bell) Hear(e *Ear, topics ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ears == nil {
		b.ears = map[string][]place{}
	}
	e.topics = topics
	e.since.Store(b.rung)
	for i, topic := range topics {
		b.ears[topic] = append(b.ears[topic], place{e, i})
	}
}

// Leave ends what Hear began.
func (b *Bell) Leave(e *Ear) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, topic := range e.topics {
		left := slices.DeleteFunc(b.ears[topic], func(p place) bool { return p.ear == e })
		if b.ears[topic] = left; len(left) == 0 {
			delete(b.ears, topic)
		}
	}
	e.topics = nil
}

// Ring wakes every ear of topics. It never waits.
func (b *Bell) Ring(topics ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rung++
	for _, topic := range topics {
		for _, p := range b.ears[topic] {
			p.ear.since.Store(b.rung)
			p.ear.rang.Or(1 << p.nth)
		}
	}
	for _, topic := range topics { // when all is marked: one who is woken asks once
		for _, p := range b.ears[topic] {
			p.ear.wake()
		}
	}
}

// Rung is how often it has rung.
func (b *Bell) Rung() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung
}

// Listen returns a channel that wakes after any of topics rings, and the way to stop.
func (b *Bell) Listen(topics ...string) (<-chan struct{}, func()) {
	rang := make(chan struct{}, 1)
	e := &Ear{wake: func() {
		select {
		case rang <- struct{}{}:
		default:
		}
	}}
	b.Hear(e, topics...)
	return rang, func() { b.Leave(e) }
}

// Rang is what has rung since it was asked last.
func (e *Ear) Rang() Rang { return Rang(e.rang.Swap(0)) }
