package httpd

import (
	"container/list"
	"log/slog"
	"net/netip"
	"sync"
	"syscall"
)

// What a connection is waiting for, from us or from its peer. Who costs a
// stranger least and us as much as anybody goes first where there is no more room.
type state int

const (
	closing       state = iota // it was answered, and what it still sends is read past
	unheard                    // no request of it is whole yet
	idle                       // between two requests
	sending                    // a body that is under way
	taking                     // it is slow to take its answer
	personSending              // the same of somebody who is known: strangers go before
	personTaking
	waits  = iota // how many of these we wait for
	served        // it waits for us, or hears a stream
)

// crowd is all who are connected. There are never more than we have descriptors
// for, so that the database, the log and files have theirs.
type crowd struct {
	mu    sync.Mutex
	most  int // in all
	quiet int // of those that we wait for
	each  int // from one address
	all   int
	from  map[netip.Addr]int
	in    [waits]*list.List // the oldest first
}

func newCrowd() *crowd {
	c := &crowd{from: map[netip.Addr]int{}}
	for i := range c.in {
		c.in[i] = list.New()
	}
	c.most, c.quiet, c.each = room(Descriptors())
	return c
}

// maxQuiet is how many may let us wait: each takes up to 50 kB.
const maxQuiet = 1024

// room shares out descriptors: a fifth, and some, is for the database, the log,
// files, mails and pushes.
func room(descriptors int) (most, quiet, each int) {
	most = max(16, min(descriptors-min(48+descriptors/5, 1024), 20_000))
	return most, min(most, maxQuiet), max(16, min(most/4, 256))
}

// Streams is how many connections may be streams, which last as long as their pages
// are open: the others are for pages.
func (s *Server) Streams() int { return s.crowd.most - max(4, s.crowd.most/8) }

// few is how many descriptors are too few for more than a trial: the usual limit of a
// shell, which a service need not have.
const few = 4096

// tellFew says to the operator what a low limit will cost.
func (s *Server) tellFew() {
	if n := Descriptors(); n < few {
		slog.Warn("few open files are allowed (ulimit -n, LimitNOFILE): pages come first, streams wait beyond", "limit", n, "streams", s.Streams())
	}
}

// Descriptors is how many files and connections this process may have open.
func Descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 1024
	}
	return int(min(uint64(limit.Cur), 1<<20))
}

// enter lets c in, unheard. Where there is no room, the oldest of those that we
// wait for make it; false: nobody could. An address of none is not counted.
func (w *crowd) enter(c *lingeringConn, from netip.Addr) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if from.IsValid() && w.from[from] >= w.each && !w.drop(func(other *lingeringConn) bool { return other.from == from }) {
		return false
	}
	anybody := func(*lingeringConn) bool { return true }
	if (w.all >= w.most || w.waiting() >= w.quiet) && !w.drop(anybody) && w.all >= w.most {
		return false
	}
	c.from = from
	w.all++
	if from.IsValid() {
		w.from[from]++
	}
	c.state, c.inside = served, true
	w.move(c, unheard)
	return true
}

func (w *crowd) waiting() (n int) {
	for _, those := range w.in {
		n += those.Len()
	}
	return n
}

// drop ends the oldest of those that we wait for and that which picks. A few who have
// just come get the time to say something: before them go those who may ask again.
func (w *crowd) drop(which func(*lingeringConn) bool) bool {
	order := [waits]state{closing, unheard, idle, sending, taking, personSending, personTaking}
	if w.in[unheard].Len() <= w.quiet/8 {
		order[unheard], order[idle] = idle, unheard
	}
	for _, now := range order {
		for e := w.in[now].Front(); e != nil; e = e.Next() {
			if c := e.Value.(*lingeringConn); which(c) {
				w.forget(c)
				c.halves.Close() // whoever reads it closes the rest
				return true
			}
		}
	}
	return false
}

// shed ends some, for there are no more descriptors.
func (w *crowd) shed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for range max(1, w.waiting()/8) {
		w.drop(func(*lingeringConn) bool { return true })
	}
}

// are notes what c is waiting for now.
func (w *crowd) are(c *lingeringConn, now state) {
	if c.known.Load() && (now == sending || now == taking) {
		now += personSending - sending
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.move(c, now)
}

// while notes what c is waiting for until the end of it; then it is served.
func (w *crowd) while(c *lingeringConn, now state) (end func()) {
	w.are(c, now)
	return func() { w.are(c, served) }
}

func (w *crowd) move(c *lingeringConn, now state) {
	if !c.inside || c.state == now {
		return
	}
	if c.at != nil {
		w.in[c.state].Remove(c.at)
		c.at = nil
	}
	if c.state = now; now < waits {
		c.at = w.in[now].PushBack(c)
	}
}

// leave forgets c.
func (w *crowd) leave(c *lingeringConn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forget(c)
}

func (w *crowd) forget(c *lingeringConn) {
	if !c.inside {
		return
	}
	w.move(c, served)
	c.inside = false
	w.all--
	if w.from[c.from]--; w.from[c.from] <= 0 {
		delete(w.from, c.from)
	}
}

// hush ends those that never asked for anything: the server stops.
func (w *crowd) hush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.in[unheard].Len() > 0 {
		c := w.in[unheard].Front().Value.(*lingeringConn)
		w.forget(c)
		c.halves.Close()
	}
}
