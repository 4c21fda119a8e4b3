// Package metrics tells Prometheus what goes on: durations by size, which many raise at once
// and nobody waits for, and the text format. A label is a word of the program, never a
// person's: no address, number, token or text.
package metrics

import (
	"sync/atomic"
	"time"
)

// Times are durations, counted by size.
type Times struct {
	bounds []time.Duration
	counts []atomic.Uint64 // up to each bound, and not to the one before; the last: above all
	total  atomic.Int64
}

// NewTimes returns none yet; bounds ascend.
func NewTimes(bounds ...time.Duration) *Times {
	return &Times{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// Any tells whether there is one.
func (t *Times) Any() bool {
	for i := range t.counts {
		if t.counts[i].Load() > 0 {
			return true
		}
	}
	return false
}

// Add counts one.
func (t *Times) Add(d time.Duration) {
	i := 0
	for i < len(t.bounds) && d > t.bounds[i] {
		i++
	}
	t.counts[i].Add(1)
	t.total.Add(int64(d))
}
