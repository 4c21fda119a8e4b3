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

// Presence knows those who write right now, by topic. It lives in memory only:
// nobody misses it after a restart. Its zero value is ready.
type Presence struct {
	mu sync.Mutex
	on map[string][]sign
}

type sign struct {
	Typist
	until, rests time.Time
}

// Sign notes that typist writes. It tells whether that is news to the listeners
// of topic: somebody who goes on writing is none.
func (p *Presence) Sign(topic string, typist Typist) (news bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.sweep(now)
	s := p.find(topic, typist.ID)
	if now.Before(s.rests) {
		return false
	}
	news = !now.Before(s.until)
	s.Typist, s.until = typist, now.Add(TypingHolds)
	return news
}

// Stop forgets that a person writes: they are about to send.
func (p *Presence) Stop(topic string, id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.sweep(now)
	s := p.find(topic, id)
	s.until, s.rests = now, now.Add(typingRests)
}

// Now are those who write, but for one, and how long that stays true by itself;
// 0: until a bell rings.
func (p *Presence) Now(topic string, but int64) (typists []Typist, left time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.on[topic] {
		d := time.Until(s.until)
		if s.ID == but || d <= 0 {
			continue
		}
		if typists = append(typists, s.Typist); left == 0 || d < left {
			left = d
		}
	}
	return typists, left
}

func (p *Presence) find(topic string, id int64) *sign {
	if p.on == nil {
		p.on = map[string][]sign{}
	}
	signs := p.on[topic]
	i := slices.IndexFunc(signs, func(s sign) bool { return s.ID == id })
	if i < 0 {
		i, signs = len(signs), append(signs, sign{Typist: Typist{ID: id}})
		p.on[topic] = signs
	}
	return &signs[i]
}

// sweep drops what is over, everywhere: few people write at a time.
func (p *Presence) sweep(now time.Time) {
	for topic, signs := range p.on {
		signs = slices.DeleteFunc(signs, func(s sign) bool { return !now.Before(s.until) && !now.Before(s.rests) })
		if p.on[topic] = signs; len(signs) == 0 {
			delete(p.on, topic)
		}
	}
}
