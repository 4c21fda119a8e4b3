package core

import (
	"bytes"
	"crypto/rand"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Made keeps what was rendered, by what it shows: a key holds all that its bytes depend
// on, so that nothing ever has to be forgotten because of the time, or for anybody's sake.
// What was not asked for longest goes where there is too much.
type Made struct {
	mu    sync.Mutex
	kept  *simplelru.LRU[any, []byte]
	bytes int
	most  int // 0: templates are read anew, and nothing is kept

	Holes holes
}

// madeMost is how many bytes are kept of pages and their parts; madeBeside is what each
// costs beside its own.
const (
	madeMost   = 64 << 20
	madeBeside = 1 << 10
)

// NewMade keeps at most so many bytes.
func NewMade(most int) *Made {
	m := &Made{most: most, Holes: holes{rand.Text(), rand.Text() + rand.Text()}}
	m.kept, _ = simplelru.NewLRU(1+most/madeBeside, func(_ any, html []byte) { m.bytes -= len(html) + madeBeside }) // its one error is a size below one
	return m
}

// Make is what was made under a key before, or what make makes now.
func (m *Made) Make(key any, make func() ([]byte, error)) ([]byte, error) {
	if html, ok := m.Get(key); ok {
		return html, nil
	}
	html, err := make()
	if err == nil {
		m.Add(key, html)
	}
	return html, err
}

// Get is what was made under a key. Nobody may write into it.
func (m *Made) Get(key any) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept.Get(key)
}

// Add keeps html under a key. One that would take much of the room is not kept.
func (m *Made) Add(key any, html []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(html) > m.most/64 || m.kept.Contains(key) {
		return
	}
	m.kept.Add(key, bytes.Clone(html)) // without the room to spare that it was written into
	for m.bytes += len(html) + madeBeside; m.bytes > m.most; {
		m.kept.RemoveOldest()
	}
}

// Clear forgets all of it.
func (m *Made) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept.Purge()
}

// Bytes is how many are kept.
func (m *Made) Bytes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.bytes
}
