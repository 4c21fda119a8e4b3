package live

import (
	"slices"
	"sync"
	"time"
)

// How long a sign of typing holds, and how long nobody hears of a person who
// has just sent: what they typed last may arrive after what they sent.
const (
	TypingHolds = 6 * time.Second
	typingRests = 3 * time.Second
)

// Typist is somebody who writes.
type Typist struct {
	ID   int64
	Name string
}

// Typing is who writes right now, by topic. It lives in memory only: nobody
// misses it after a restart. Its zero value is ready.
type Typing struct {
	mu sync.Mutex
	on map[string][]sign
}

type sign struct {
	Typist
	until, rests time.Time
}

// Sign notes that who writes. It tells whether that is news to the listeners
// of topic: who goes on writing is none.
func (t *Typing) Sign(topic string, who Typist) (news bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.sweep(now)
	s := t.find(topic, who.ID)
	if now.Before(s.rests) {
		return false
	}
	news = !now.Before(s.until)
	s.Typist, s.until = who, now.Add(TypingHolds)
	return news
}

// Stop forgets that a person writes: they are about to send.
func (t *Typing) Stop(topic string, id int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.sweep(now)
	s := t.find(topic, id)
	s.until, s.rests = now, now.Add(typingRests)
}

// Now are those who write, but for one, and how long that stays true by itself
// (a quiet stream asks again after a Beat anyway).
func (t *Typing) Now(topic string, but int64) (who []Typist, left time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	left = Beat
	for _, s := range t.on[topic] {
		if d := time.Until(s.until); s.ID != but && d > 0 {
			who, left = append(who, s.Typist), min(left, d)
		}
	}
	return who, left
}

func (t *Typing) find(topic string, id int64) *sign {
	if t.on == nil {
		t.on = map[string][]sign{}
	}
	signs := t.on[topic]
	i := slices.IndexFunc(signs, func(s sign) bool { return s.ID == id })
	if i < 0 {
		i, signs = len(signs), append(signs, sign{Typist: Typist{ID: id}})
		t.on[topic] = signs
	}
	return &signs[i]
}

// sweep drops what is over, everywhere: few people write at a time.
func (t *Typing) sweep(now time.Time) {
	for topic, signs := range t.on {
		signs = slices.DeleteFunc(signs, func(s sign) bool { return !now.Before(s.until) && !now.Before(s.rests) })
		if t.on[topic] = signs; len(signs) == 0 {
			delete(t.on, topic)
		}
	}
}
