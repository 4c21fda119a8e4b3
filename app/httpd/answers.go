package httpd

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// How much is made before it is read. An answer is in memory until the system
// has taken it for its reader; who opens many connections and reads from none
// keeps as many.
const (
	maxOwed      = 48       // answers of one person, or network of nobody
	maxOwedBytes = 64 << 20 // of all
	maxStrangers = 24 << 20 // of these, all who are nobody
	always       = 2        // answers for each person, whatever others owe
	unmade       = 512 << 10
)

// RetryAfter says when it is worth to come again.
func RetryAfter(c *fiber.Ctx, wait time.Duration) {
	c.Set(fiber.HeaderRetryAfter, fmt.Sprint(int(math.Ceil(wait.Seconds()))))
}

// answers counts what is made or on its way, and was not taken yet.
type answers struct {
	mu        sync.Mutex
	of        map[string]int
	bytes     int
	strangers int            // of these bytes
	slow      map[*owing]int // bytes of what is made and not taken
}

// known tells a person from a network and a connection.
func known(whom string) bool { return strings.HasPrefix(whom, "person/") }

// room takes the room of one answer for whom; false: there is none. What strangers
// owe never takes the room of a person.
func (a *answers) room(whom string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[whom] >= maxOwed || a.lacks(whom, unmade) {
		return false
	}
	a.count(whom, 1, unmade)
	return true
}

// lacks tells whether there is no room for so many bytes more of whom.
func (a *answers) lacks(whom string, more int) bool {
	if known(whom) && a.of[whom] < always {
		return false
	}
	return a.bytes+more > maxOwedBytes || !known(whom) && a.strangers+more > maxStrangers
}

// debtor is the largest answer of those who owe most, where whom lacks room for so
// many bytes more; nil where it does not, or nobody is slow.
func (a *answers) debtor(whom string, more int) *owing {
	a.mu.Lock()
	defer a.mu.Unlock()
	own := !known(whom) && a.of[whom] >= maxOwed // one of a network must not shut it out
	if !own && !a.lacks(whom, more) {
		return nil
	}
	owed, largest := map[string]int{}, map[string]*owing{}
	most := ""
	for o, bytes := range a.slow {
		if own && o.whom != whom || known(o.whom) && !known(whom) {
			continue // a stranger never ends what a person reads
		}
		owed[o.whom] += bytes
		if largest[o.whom] == nil || bytes > a.slow[largest[o.whom]] {
			largest[o.whom] = o
		}
		if owed[o.whom] > owed[most] {
			most = o.whom
		}
	}
	return largest[most]
}

// add counts answers and bytes more, or less, of whom.
func (a *answers) add(whom string, answers, bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(whom, answers, bytes)
}

func (a *answers) count(whom string, answers, bytes int) {
	if a.of == nil {
		a.of, a.slow = map[string]int{}, map[*owing]int{}
	}
	a.bytes += bytes
	if !known(whom) {
		a.strangers += bytes
	}
	if a.of[whom] += answers; a.of[whom] == 0 {
		delete(a.of, whom)
	}
}

// waits notes that o is made, and how long it is.
func (a *answers) waits(o *owing, bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(o.whom, 0, bytes-o.bytes)
	a.slow[o] = bytes
}

// taken forgets o.
func (a *answers) taken(o *owing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(o.whom, -1, -o.bytes)
	delete(a.slow, o)
}

// owing is what a connection still has to bring. It has one answer at a time:
// when the next request is read, or the end comes, the last answer was taken.
type owing struct {
	mu     sync.Mutex
	all    *answers
	making bool // its body may still be read
	whom   string
	bytes  int
	text   int           // bytes of its request that are in memory as long as it is
	big    chan struct{} // where it has a place, among the few that are made of much text
	end    func()        // of the connection
}

// begin takes the room for an answer. Where there is none, who owes most and is
// slow to take it makes it.
func (c *owing) begin(all *answers, whom string) bool {
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
	if c.making || c.whom == "" {
		return
	}
	c.all.taken(c)
	c.whom, c.bytes, c.text = "", 0, 0
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
	if c.whom == "" || c.making && !over {
		return
	}
	c.all.taken(c)
	c.making, c.whom, c.bytes, c.text = false, "", 0, 0
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

// Answered makes an answer by next, if whom takes those that were made; else
// fault TooMany. A person's name begins with "person/".
func (s *Server) Answered(c *fiber.Ctx, whom string, next fiber.Handler) error {
	below, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return next(c)
	}
	if !below.owing.begin(&s.answers, whom) {
		RetryAfter(c, 5*time.Second)
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	err := next(c)
	if err == nil {
		made(c)
	}
	return err // its page is counted when it is made
}

// made counts the answer of c as it is.
func made(c *fiber.Ctx) {
	conn, ok := c.Context().Conn().(*lingeringConn)
	switch {
	case !ok:
	case c.Response().IsBodyStream(): // it is made as it goes
		conn.owing.made(64 << 10)
	default:
		conn.owing.made(len(c.Response().Body()))
	}
}

// Room tells whether there is room for an answer to whom that holds again what was
// sent, and counts it.
func (s *Server) Room(c *fiber.Ctx, whom string) bool {
	conn, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return true
	}
	conn.owing.mu.Lock()
	making := conn.owing.making
	conn.owing.mu.Unlock()
	return making || conn.owing.begin(&s.answers, whom)
}
