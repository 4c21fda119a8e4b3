package live

import (
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
)

// keptAnswers is how many answers are kept: those that somebody asks for again do so
// at once, when the same ring has woken them.
const keptAnswers = 128

// Shared are answers that are the same for all who ask by one key: streams that the
// same ring has woken share one read, and what was made of it. An answer holds for
// who heard no ring since before it was read; so it is as new as their own would be.
// V is not changed by anybody.
type Shared[K comparable, V any] struct {
	mu   sync.Mutex
	kept *lru.Cache[K, *answer[V]]
}

// answer is one that was read, or is.
type answer[V any] struct {
	mu    sync.Mutex // held while it is read
	asOf  uint64     // the ring before it was read
	known bool
	value V
}

// NewShared returns no answers yet.
func NewShared[K comparable, V any]() *Shared[K, V] {
	kept, err := lru.New[K, *answer[V]](keptAnswers)
	if err != nil {
		panic(err) // of a size below one alone
	}
	return &Shared[K, V]{kept: kept}
}

// Get is the answer to key for out: one that was read since the last ring that it has
// heard, or what read gives now. An error is shared with nobody.
func (s *Shared[K, V]) Get(out *Stream, key K, read func() (V, error)) (V, error) {
	s.mu.Lock()
	a, ok := s.kept.Get(key)
	if !ok {
		a = new(answer[V])
		s.kept.Add(key, a)
	}
	s.mu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known && a.asOf >= out.ear.since.Load() {
		return a.value, nil
	}
	asOf := out.hub.bell.Rung()
	value, err := read()
	if a.value, a.asOf, a.known = value, asOf, err == nil; err != nil {
		var none V
		a.value = none
	}
	return value, err
}
