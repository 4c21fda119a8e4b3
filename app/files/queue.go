package files

import (
	"context"
	"sync"

	"hilo/app/fault"
)

// atOnce is how many previews are made at the same time: one a person.
const atOnce = 2

// How many wait at the same time: of one person, and in all, but for one of each.
const (
	maxWaiting    = 8
	maxWaitingAll = 64
)

// queue lets work wait for its turn: one of each person after the other, however much each
// brings. What several wait for is done once, and stopped when nobody does any more.
type queue struct {
	mu      sync.Mutex
	running int
	works   map[string]*work  // those that somebody waits for, by name
	lines   map[int64][]*work // of each person
	turns   []int64           // persons in the order of their turns
	busy    map[int64]bool    // persons with work running
	waits   map[int64]int     // how many of each person wait
	all     int               // of these
}

type work struct {
	name    string
	do      func(context.Context) error
	waiting int
	begun   bool
	stop    context.CancelFunc
	done    chan struct{}
	err     error
}

func newQueue() *queue {
	return &queue{works: map[string]*work{}, lines: map[int64][]*work{}, busy: map[int64]bool{}, waits: map[int64]int{}}
}

// await does what is called name, or waits for who else has it done. It returns early
// when ctx ends. Fault TooMany: enough of that person's wait.
func (q *queue) await(ctx context.Context, who int64, name string, do func(context.Context) error) error {
	q.mu.Lock()
	if n := q.waits[who]; n >= maxWaiting || n > 0 && q.all >= maxWaitingAll {
		q.mu.Unlock()
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	q.waits[who]++
	q.all++
	defer q.waited(who)
	w := q.works[name]
	if w == nil {
		w = &work{name: name, do: do, done: make(chan struct{})}
		q.works[name] = w
	}
	w.waiting++
	if !w.begun {
		if len(q.lines[who]) == 0 {
			q.turns = append(q.turns, who)
		}
		q.lines[who] = append(q.lines[who], w)
		q.next()
	}
	q.mu.Unlock()
	select {
	case <-w.done:
		return w.err
	case <-ctx.Done():
		q.leave(w)
		return ctx.Err()
	}
}

// waited: one less of who waits.
func (q *queue) waited(who int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all--
	if q.waits[who]--; q.waits[who] == 0 {
		delete(q.waits, who)
	}
}

// leave: one less waits. What nobody waits for is not there for who comes later.
func (q *queue) leave(w *work) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if w.waiting--; w.waiting > 0 {
		return
	}
	q.forget(w)
	if w.begun {
		w.stop()
	}
}

func (q *queue) forget(w *work) {
	if q.works[w.name] == w {
		delete(q.works, w.name)
	}
}

// next begins what may begin: the first work of the first person who has none running.
func (q *queue) next() {
	for i := 0; i < len(q.turns) && q.running < atOnce; {
		who := q.turns[i]
		if q.busy[who] {
			i++
			continue
		}
		line := q.lines[who]
		for len(line) > 0 && (line[0].begun || line[0].waiting == 0) {
			line = line[1:]
		}
		q.turns = append(q.turns[:i], q.turns[i+1:]...)
		if len(line) == 0 {
			delete(q.lines, who)
			continue
		}
		if q.lines[who] = line[1:]; len(line) > 1 {
			q.turns = append(q.turns, who)
		} else {
			delete(q.lines, who)
		}
		q.begin(line[0], who)
	}
}

func (q *queue) begin(w *work, who int64) {
	ctx, stop := context.WithCancel(context.Background())
	w.begun, w.stop = true, stop
	q.busy[who] = true
	q.running++
	go func() {
		defer stop()
		err := w.do(ctx)
		q.mu.Lock()
		defer q.mu.Unlock()
		w.err = err
		q.forget(w)
		close(w.done)
		delete(q.busy, who)
		q.running--
		q.next()
	}()
}
