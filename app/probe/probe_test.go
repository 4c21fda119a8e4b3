package probe

import (
	"strings"
	"testing"
	"time"
)

// A signature is good for what it was made for, once, for a minute, with its key.
func TestSignatures(t *testing.T) {
	key, start := []byte("a key of the secret file"), time.Unix(0, 0).Add(time.Hour)
	now := start
	g := NewGate(key, func() time.Time { return now })
	fresh := Sign(key, Seen, start)
	if what, in := g.Admit(fresh); !in || what != Seen {
		t.Errorf("a fresh one: %q, %v", what, in)
	}
	if _, in := g.Admit(fresh); in {
		t.Error("it came in twice")
	}
	if other := Sign(key, Seen, start); other == fresh {
		t.Error("two in a second are the same")
	} else if _, in := g.Admit(other); !in {
		t.Error("a second one of the same second is refused")
	}
	for _, late := range []time.Duration{-time.Minute, time.Minute} {
		edge := Sign(key, Body, start)
		if now = start.Add(late); late > 0 {
			now = now.Add(time.Second)
		} else {
			now = now.Add(-time.Second)
		}
		if _, in := g.Admit(edge); in {
			t.Errorf("in at %v", now.Sub(start))
		}
		if now = start.Add(late); true {
			if what, in := g.Admit(edge); !in || what != Body {
				t.Errorf("not in at %v", now.Sub(start))
			}
		}
	}
}

// Whatever is no signature is refused.
func TestForgedSignatures(t *testing.T) {
	key, now := []byte("a key"), time.Unix(0, 0)
	g := NewGate(key, func() time.Time { return now })
	made := Sign(key, Seen, now)
	for _, forged := range []string{
		"", ".", "...", "seen", "seen.0", made[:len(made)-1], made + "x", "x" + made, strings.Replace(made, "seen", "body", 1),
		strings.Replace(made, ".0.", ".1.", 1), Sign([]byte("another"), Seen, now), Sign(nil, Seen, now), strings.Repeat("seen.0.", 10_000),
	} {
		if what, in := g.Admit(forged); in {
			t.Errorf("%.80q is in, for %q", forged, what)
		}
	}
	if _, in := g.Admit(made); !in {
		t.Error("what was forged before spent the true one")
	}
}

// What a gate remembers is bounded, and only the signer fills it.
func TestGateForgets(t *testing.T) {
	key, now := []byte("a key"), time.Unix(0, 0)
	g := NewGate(key, func() time.Time { return now })
	for range 2 * maxUsed {
		g.Admit(Sign([]byte("another"), Seen, now))
		g.Admit(Sign(key, Seen, now))
	}
	if len(g.used) != maxUsed {
		t.Errorf("it remembers %d", len(g.used))
	}
	now = now.Add(good + time.Second)
	if _, in := g.Admit(Sign(key, Seen, now)); !in || len(g.used) != 1 {
		t.Errorf("a minute later: %v, it remembers %d", in, len(g.used))
	}
}
