package live

import (
	"container/heap"
	"time"
)

// clock knows by when it has to come by each stream: for a beat, for what ends by
// time, or for a reader who takes nothing. One timer is set for all.
type clock struct {
	due   []*Stream // a heap: the first is due first
	timer *time.Timer
	rings time.Time // when the timer does
}

// tick is how far beats are put together, so that thousands do not wake us one by one.
const tick = 250 * time.Millisecond

func (c *clock) Len() int           { return len(c.due) }
func (c *clock) Less(i, j int) bool { return c.due[i].due.Before(c.due[j].due) }
func (c *clock) Swap(i, j int) {
	c.due[i], c.due[j] = c.due[j], c.due[i]
	c.due[i].at, c.due[j].at = i, j
}
func (c *clock) Push(x any) {
	out := x.(*Stream)
	out.at = len(c.due)
	c.due = append(c.due, out)
}
func (c *clock) Pop() any {
	last := len(c.due) - 1
	out := c.due[last]
	c.due[last] = nil
	c.due, out.at = c.due[:last], -1
	return out
}

// set has the clock come by a stream at a time, and not before.
func (c *clock) set(out *Stream, at time.Time) {
	if out.due = at; out.at < 0 {
		heap.Push(c, out)
	} else {
		heap.Fix(c, out.at)
	}
}

func (c *clock) drop(out *Stream) {
	if out.at >= 0 {
		heap.Remove(c, out.at)
	}
}

// by has the clock come by a stream no later than at.
func (s *Streams) by(out *Stream, at time.Time) {
	s.mu.Lock()
	sooner := out.within && at.Before(out.due)
	if sooner {
		s.clock.set(out, at)
	}
	s.mu.Unlock()
	if sooner {
		s.wind()
	}
}

// wind sets the timer for whoever is due first.
func (s *Streams) wind() {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &s.clock
	if len(c.due) == 0 || !c.rings.IsZero() && !c.due[0].due.Before(c.rings) {
		return
	}
	c.rings = c.due[0].due
	if c.timer == nil {
		c.timer = time.AfterFunc(time.Until(c.rings), s.strike)
	} else {
		c.timer.Reset(time.Until(c.rings))
	}
}

// strike comes by all who are due.
func (s *Streams) strike() {
	var all []*Stream
	s.mu.Lock()
	now := time.Now()
	s.clock.rings = time.Time{}
	for len(s.clock.due) > 0 && !s.clock.due[0].due.After(now) {
		out := s.clock.due[0]
		s.clock.set(out, now.Add(time.Hour)) // until it says when
		all = append(all, out)
	}
	s.mu.Unlock()
	for _, out := range all {
		s.by(out, out.pass(now))
	}
	s.wind()
}

// pass does what time asks of a stream, and returns when the clock has to come by again.
func (out *Stream) pass(now time.Time) time.Time {
	out.mu.Lock()
	defer out.mu.Unlock()
	switch {
	case out.closed:
		return now.Add(time.Hour)
	case out.conn == nil: // it never began
		out.close()
		return now.Add(time.Hour)
	case !out.taken() && now.Sub(out.stands) >= patience:
		out.close()
		return now.Add(time.Hour)
	case !out.taken():
		return out.stands.Add(patience)
	}
	if !out.reads.IsZero() && !out.reads.After(now) {
		out.reads = time.Time{}
		out.ear.rang.Or(uint32(Due))
		out.wake()
	}
	if now.Sub(out.wrote) >= out.hub.Beat {
		out.write([]byte(":\n\n"), now)
	}
	next := out.wrote.Add(out.hub.Beat)
	if coarse := min(tick, out.hub.Beat); coarse > 0 {
		next = next.Truncate(coarse).Add(coarse)
	}
	if !out.reads.IsZero() && out.reads.Before(next) {
		return out.reads
	}
	return next
}
