package web

import (
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
	unmade       = 512 << 10
)

// answers counts what is made or on its way, and was not taken yet.
type answers struct {
	mu    sync.Mutex
	of    map[string]int
	bytes int
}

// room takes the room of one answer for whom; false: there is none.
func (a *answers) room(whom string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[whom] >= maxOwed || a.bytes+unmade > maxOwedBytes {
		return false
	}
	if a.of == nil {
		a.of = map[string]int{}
	}
	a.of[whom]++
	a.bytes += unmade
	return true
}

// add counts bytes more, or less.
func (a *answers) add(bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bytes += bytes
}

// taken gives the room of an answer back.
func (a *answers) taken(whom string, bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bytes -= bytes
	if a.of[whom]--; a.of[whom] == 0 {
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
		c.all.add(bytes - c.bytes)
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
	c.all.taken(c.whom, c.bytes)
	c.making, c.whom, c.bytes = false, "", 0
}

// answered makes an answer, if whoever asks takes those that were made.
func (s *Server) answered(c *fiber.Ctx, whom string, next func(*fiber.Ctx) error) error {
	below, ok := c.Context().Conn().(*lingeringConn)
	if !ok {
		return next(c)
	}
	conn := &below.owing
	if !conn.begin(&s.answers, whom) {
		retryAfter(c, 5*time.Second)
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
