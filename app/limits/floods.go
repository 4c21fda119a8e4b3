package limits

import (
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"
)

// Flood is a budget that is counted in memory alone: N at once, refilled evenly
// over Per. It keeps one asker from taking all of the machine; what must not
// come back with a restart is a Limit.
type Flood struct {
	N   int
	Per time.Duration
}

// Floods count what each asker has taken. Those who asked long ago are
// forgotten when there are too many; people and addresses each have their own
// room, so that no crowd of strangers makes anybody's count forgotten.
type Floods struct {
	mu               sync.Mutex
	seed             maphash.Seed
	people, networks *lru.LRU[uint64, time.Time] // when the budget is whole again
	now              func() time.Time
}

const keptFloods = 1 << 16 // of each, 5 MB

// NewFloods counts by a clock.
func NewFloods(now func() time.Time) *Floods {
	f := &Floods{seed: maphash.MakeSeed(), now: now}
	f.people, _ = lru.NewLRU[uint64, time.Time](keptFloods, nil) // its one error is a size below one
	f.networks, _ = lru.NewLRU[uint64, time.Time](keptFloods, nil)
	return f
}

// Person takes one of what a person may under rule; what names the budget. It
// returns how long there is none, 0 for taken.
func (f *Floods) Person(rule Flood, what string, person int64) time.Duration {
	return f.take(f.people, rule, fmt.Sprint(what, "/", person))
}

// Network is Person for nobody, by the address they come from. This machine's
// own says nothing of who asks.
func (f *Floods) Network(rule Flood, what, ip string) time.Duration {
	from := Network(ip)
	if from == "" {
		return 0
	}
	return f.take(f.networks, rule, what+"/"+from)
}

// Browser is Network for the one browser that has a cookie of ours.
func (f *Floods) Browser(rule Flood, what, cookie string) time.Duration {
	return f.take(f.networks, rule, what+"/browser/"+cookie)
}

// take is the rule of Limit's take, in memory.
func (f *Floods) take(kept *lru.LRU[uint64, time.Time], rule Flood, key string) time.Duration {
	every, now := rule.Per/time.Duration(rule.N), f.now()
	f.mu.Lock()
	defer f.mu.Unlock()
	id := maphash.String(f.seed, key)
	whole, _ := kept.Get(id)
	if whole.Before(now) {
		whole = now
	}
	if wait := whole.Sub(now) - every*time.Duration(rule.N-1); wait > 0 {
		return wait
	}
	kept.Add(id, whole.Add(every))
	return 0
}
