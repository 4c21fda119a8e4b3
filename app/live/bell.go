// Package live wakes whoever waits for news, and carries the news to them.
//
// A bell carries no data. A listener that wakes reads what is new from the
// database, after the last thing it saw. So nothing uncommitted is ever shown,
// a reconnection is the same as a connection, and a slow listener loses nothing.
//
// Bell and Presence are what the nodes of an installation have to share, and
// nothing else here is. Both live in one process today. With more nodes, a bell
// that sends its topics on (LISTEN, NOTIFY) and a presence that all can read stand
// behind the same methods; only then is there an interface of each.
package live

import "sync"

// Bell rings topics to the listeners of this process. Its zero value is ready.
type Bell struct {
	mu   sync.Mutex
	ears map[string]map[chan struct{}]struct{}
}

// Listen returns a channel that wakes after any of topics rings, and the way to stop.
func (b *Bell) Listen(topics ...string) (<-chan struct{}, func()) {
	ear := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ears == nil {
		b.ears = map[string]map[chan struct{}]struct{}{}
	}
	for _, topic := range topics {
		if b.ears[topic] == nil {
			b.ears[topic] = map[chan struct{}]struct{}{}
		}
		b.ears[topic][ear] = struct{}{}
	}
	return ear, func() { b.forget(topics, ear) }
}

// Ring wakes every listener of topics. It never waits: rings that nobody has
// answered yet melt into one.
func (b *Bell) Ring(topics ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, topic := range topics {
		for ear := range b.ears[topic] {
			select {
			case ear <- struct{}{}:
			default:
			}
		}
	}
}

func (b *Bell) forget(topics []string, ear chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, topic := range topics {
		delete(b.ears[topic], ear)
		if len(b.ears[topic]) == 0 {
			delete(b.ears, topic)
		}
	}
}
