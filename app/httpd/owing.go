package httpd

import "sync"

// owing is what a connection still has to bring. It has one answer at a time:
// when the next request is read, or the end comes, the last answer was taken.
type owing struct {
	mu     sync.Mutex
	all    *answers
	making bool // its body may still be read
	whom   Asker
	bytes  int
	text   int           // bytes of its request that are in memory as long as it is
	big    chan struct{} // where it has a place, among the few that are made of much text
	end    func()        // of the connection
}

// begin takes the room for an answer. Where there is none, who owes most and is
// slow to take it makes it.
func (c *owing) begin(all *answers, whom Asker) bool {
	c.settle(true)
	for !all.room(whom) {
		slow := all.debtor(whom, unmade)
		if slow == nil {
			return false
		}
		slow.drop()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all, c.making, c.whom, c.bytes, c.text = all, true, whom, unmade, 0
	return true
}

// made says how long the answer is that is now on its way.
func (c *owing) made(bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making {
		bytes += c.text
		c.all.waits(c, bytes)
		c.making, c.bytes = false, bytes
	}
	c.leave()
}

// drop ends the connection, unless its answer was taken meanwhile.
func (c *owing) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making || c.whom == (Asker{}) {
		return
	}
	c.all.taken(c)
	c.whom, c.bytes, c.text = Asker{}, 0, 0
	c.end()
}

// queue waits for a place among the few answers that are made of much text, and
// makes room for one, which may be six times as long: an apostrophe is. The place
// is left when the answer is made, or will never be.
func (c *owing) queue(big chan struct{}, text int) {
	c.mu.Lock()
	making, all, whom := c.making && c.big == nil, c.all, c.whom
	c.mu.Unlock()
	if !making {
		return
	}
	big <- struct{}{}
	for slow := all.debtor(whom, 8*text); slow != nil; slow = all.debtor(whom, 8*text) {
		slow.drop()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.big = big; !c.making {
		c.leave()
		return
	}
	c.text = 2 * text // as it came, and as it was read
	all.add(whom, 0, 8*text)
	c.bytes += 8 * text
}

func (c *owing) leave() {
	if c.big != nil {
		<-c.big
		c.big = nil
	}
}

// settle gives the room of an answer back that was taken, or will never be.
func (c *owing) settle(over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.whom == (Asker{}) || c.making && !over {
		return
	}
	c.all.taken(c)
	c.making, c.whom, c.bytes, c.text = false, Asker{}, 0, 0
	c.leave()
}

// pause gives the room back while the request itself still comes, which may take
// long; resume takes it again, full or not, for the answer is about to be made.
func (c *owing) pause() (resume func()) {
	c.mu.Lock()
	all, whom, making := c.all, c.whom, c.making
	c.mu.Unlock()
	if !making {
		return func() {}
	}
	c.settle(true)
	return func() {
		all.add(whom, 1, unmade)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.making, c.whom, c.bytes, c.text = true, whom, unmade, 0
	}
}
