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
	strangers int // of these bytes
}

// known tells a person from a network and a connection.
func known(whom string) bool { return strings.HasPrefix(whom, "person/") }

// room takes the room of one answer for whom; false: there is none. What strangers
// owe never takes the room of a person.
func (a *answers) room(whom string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[whom] >= maxOwed || !known(whom) && a.strangers+unmade > maxStrangers {
		return false
	}
	if a.bytes+unmade > maxOwedBytes && !(known(whom) && a.of[whom] < always) {
		return false
	}
	a.count(whom, 1, unmade)
	return true
}

// add counts answers and bytes more, or less, of whom.
func (a *answers) add(whom string, answers, bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(whom, answers, bytes)
}

func (a *answers) count(whom string, answers, bytes int) {
	if a.of == nil {
		a.of = map[string]int{}
	}
	a.bytes += bytes
	if !known(whom) {
		a.strangers += bytes
	}
	if a.of[whom] += answers; a.of[whom] == 0 {
		delete(a.of, whom)
	}
}

// owing is what a connection still has to bring. It has one answer at a time:
// when the next request is read, or the end comes, the last answer was taken.
type owing struct {
	mu     sync.Mutex
	all    *answers
	making bool // its body may still be read
	whom   string
	bytes  int
}

// begin takes the room for an answer.
func (c *owing) begin(all *answers, whom string) bool {
	c.settle(true)
	if !all.room(whom) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all, c.making, c.whom, c.bytes = all, true, whom, unmade
	return true
}

// made says how long the answer is that is now on its way.
func (c *owing) made(bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making {
		c.all.add(c.whom, 0, bytes-c.bytes)
		c.making, c.bytes = false, bytes
	}
}

// settle gives the room of an answer back that was taken, or will never be.
func (c *owing) settle(over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.whom == "" || c.making && !over {
		return
	}
	c.all.add(c.whom, -1, -c.bytes)
	c.making, c.whom, c.bytes = false, "", 0
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
		c.making, c.whom, c.bytes = true, whom, unmade
	}
}

// Answered makes an answer by next, if whom takes those that were made; else
// fault TooMany. A person's name begins with "person/".
func (s *Server) Answered(c *fiber.Ctx, whom string, next fiber.Handler) error {
	below, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return next(c)
	}
	conn := &below.owing
	if !conn.begin(&s.answers, whom) {
		RetryAfter(c, 5*time.Second)
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	err := next(c)
	if err != nil { // its page is small
		conn.made(4 << 10)
		return err
	}
	if c.Response().IsBodyStream() { // it is made as it goes
		conn.made(64 << 10)
		return nil
	}
	conn.made(len(c.Response().Body()))
	return nil
}
