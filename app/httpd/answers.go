package httpd

import "sync"

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

// Asker is one whose answers are counted together: a person whom we know, or somebody
// else by where they ask from, a network or a connection.
type Asker struct {
	Person int64  // 0 for a stranger
	From   string // of strangers
}

func (a Asker) known() bool { return a.Person > 0 }

// answers counts what is made or on its way, and was not taken yet.
type answers struct {
	mu        sync.Mutex
	of        map[Asker]int
	bytes     int
	strangers int            // of these bytes
	slow      map[*owing]int // bytes of what is made and not taken
}

// room takes the room of one answer for whom; false: there is none. What strangers
// owe never takes the room of a person.
func (a *answers) room(whom Asker) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[whom] >= maxOwed || a.lacks(whom, unmade) {
		return false
	}
	a.count(whom, 1, unmade)
	return true
}

// lacks tells whether there is no room for so many bytes more of whom.
func (a *answers) lacks(whom Asker, more int) bool {
	if whom.known() && a.of[whom] < always {
		return false
	}
	return a.bytes+more > maxOwedBytes || !whom.known() && a.strangers+more > maxStrangers
}

// debtor is the largest answer of those who owe most, where whom lacks room for so
// many bytes more; nil where it does not, or nobody is slow.
func (a *answers) debtor(whom Asker, more int) *owing {
	a.mu.Lock()
	defer a.mu.Unlock()
	own := !whom.known() && a.of[whom] >= maxOwed // one of a network must not shut it out
	if !own && !a.lacks(whom, more) {
		return nil
	}
	owed, largest := map[Asker]int{}, map[Asker]*owing{}
	var most Asker
	for o, bytes := range a.slow {
		if own && o.whom != whom || o.whom.known() && !whom.known() {
			continue // a stranger never ends what a person reads
		}
		owed[o.whom] += bytes
		if largest[o.whom] == nil || bytes > a.slow[largest[o.whom]] {
			largest[o.whom] = o
		}
		if owed[o.whom] > owed[most] {
			most = o.whom
		}
	}
	return largest[most]
}

// add counts answers and bytes more, or less, of whom.
func (a *answers) add(whom Asker, answers, bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(whom, answers, bytes)
}

func (a *answers) count(whom Asker, answers, bytes int) {
	if a.of == nil {
		a.of, a.slow = map[Asker]int{}, map[*owing]int{}
	}
	a.bytes += bytes
	if !whom.known() {
		a.strangers += bytes
	}
	if a.of[whom] += answers; a.of[whom] == 0 {
		delete(a.of, whom)
	}
}

// waits notes that o is made, and how long it is.
func (a *answers) waits(o *owing, bytes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(o.whom, 0, bytes-o.bytes)
	a.slow[o] = bytes
}

// taken forgets o.
func (a *answers) taken(o *owing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(o.whom, -1, -o.bytes)
	delete(a.slow, o)
}
