package ticket

import (
	"sync/atomic"
	"testing"
)

// Of those who ask at once the last one gets through, and never do two run.
func TestLatest(t *testing.T) {
	var l latest
	var runs, most atomic.Int32
	first, leave := l.enter(t.Context(), 1)
	other, leaveOther := l.enter(t.Context(), 2)
	done := make(chan bool)
	for range 20 {
		go func() {
			ctx, leave := l.enter(t.Context(), 1)
			defer leave()
			most.Store(max(most.Load(), runs.Add(1)))
			defer runs.Add(-1)
			done <- ctx.Err() == nil
		}()
	}
	<-first.Done()
	if other.Err() != nil {
		t.Error("another's was ended")
	}
	leave()
	leaveOther()
	alive := 0
	for range 20 {
		if <-done {
			alive++
		}
	}
	if alive == 0 || most.Load() != 1 || len(l.of) > 1 {
		t.Errorf("%d were let through, %d at once, %d are kept", alive, most.Load(), len(l.of))
	}
}
