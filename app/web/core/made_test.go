package core

import (
	"bytes"
	"testing"
)

// What was made is kept as far as there is room; what was asked for longest ago goes first.
func TestMadeIsBounded(t *testing.T) {
	m := NewMade(100 << 10)
	html := bytes.Repeat([]byte("a"), 1<<10)
	for i := range 200 {
		m.Add(i, html)
		if _, ok := m.Get(0); !ok {
			t.Fatalf("what is asked for was forgotten at %d", i)
		}
		if m.Bytes() > 100<<10 {
			t.Fatalf("%d bytes are kept", m.Bytes())
		}
	}
	if _, ok := m.Get(1); ok {
		t.Error("nothing was forgotten")
	}
	m.Add(199, html) // again
	m.Add("long", bytes.Repeat(html, 10))
	if _, ok := m.Get("long"); ok {
		t.Error("one took much of the room")
	}
	if m.Clear(); m.Bytes() != 0 {
		t.Errorf("%d bytes of nothing", m.Bytes())
	}
}
