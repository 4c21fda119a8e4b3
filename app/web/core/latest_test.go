package core

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Of those who ask at once the last one gets through, and never do two run.
func TestLatest(t *testing.T) {
	var l Latest
	var runs, most atomic.Int32
	first, leave := l.Enter(t.Context(), 1)
	other, leaveOther := l.Enter(t.Context(), 2)
	var alive atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			ctx, leave := l.Enter(t.Context(), 1)
			defer leave()
			most.Store(max(most.Load(), runs.Add(1)))
			defer runs.Add(-1)
			if ctx.Err() == nil {
				alive.Add(1)
			}
		})
	}
	<-first.Done()
	if other.Err() != nil {
		t.Error("another's was ended")
	}
	leave()
	leaveOther()
	all.Wait()
	if alive.Load() == 0 || most.Load() != 1 || len(l.of) > 0 {
		t.Errorf("%d were let through, %d at once, %d are kept", alive.Load(), most.Load(), len(l.of))
	}
}
