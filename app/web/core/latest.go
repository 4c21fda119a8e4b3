package core

import (
	"context"
	"sync"
)

// Latest lets one thing run for each person at a time: who comes anew ends what
// runs, and waits for its end.
type Latest struct {
	mu sync.Mutex
	of map[int64]*turn
}

type turn struct {
	end  context.CancelFunc
	over chan struct{}
}

// Enter waits for the person's turn. leave must be called; the context ends
// with the turn.
func (l *Latest) Enter(ctx context.Context, person int64) (_ context.Context, leave func()) {
	ctx, end := context.WithCancel(ctx)
	own := &turn{end, make(chan struct{})}
	l.mu.Lock()
	before := l.of[person]
	if l.of == nil {
		l.of = map[int64]*turn{}
	}
	l.of[person] = own
	l.mu.Unlock()
	if before != nil {
		before.end()
		<-before.over
	}
	return ctx, func() {
		end()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.of[person] == own {
			delete(l.of, person)
		}
		close(own.over)
	}
}
