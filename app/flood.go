package app

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	floodEvery = time.Minute
	floodKinds = 500 // that are told apart
)

// Log writes to next one line of each kind a minute, with a count of those that it
// stands for: who can make us write could fill the disk. The returned end writes
// what is still counted.
func Log(next slog.Handler) (log *slog.Logger, end func()) {
	f := &flood{kinds: map[string]*kind{}}
	return slog.New(calm{next, f, ""}), f.tell
}

// calm is a handler in front of another.
type calm struct {
	slog.Handler
	flood *flood
	of    string // what it says by itself
}

func (c calm) WithAttrs(attrs []slog.Attr) slog.Handler {
	return calm{c.Handler.WithAttrs(attrs), c.flood, c.of + " " + slog.GroupValue(attrs...).String()}
}

func (c calm) WithGroup(name string) slog.Handler {
	return calm{c.Handler.WithGroup(name), c.flood, c.of + " " + name}
}

func (c calm) Handle(ctx context.Context, r slog.Record) error {
	if count, now := c.flood.count(c, r); now {
		return c.write(ctx, r, count)
	}
	return nil
}

func (c calm) write(ctx context.Context, r slog.Record, count int) error {
	if count > 1 {
		r = r.Clone()
		r.AddAttrs(slog.Int("count", count))
	}
	return c.Handler.Handle(ctx, r)
}

// flood counts what is not written.
type flood struct {
	mu    sync.Mutex
	kinds map[string]*kind
	timer *time.Timer
}

// kind is what came of one kind since its last line.
type kind struct {
	from  time.Time // of that line
	count int
	by    calm
	last  slog.Record
}

// count tells whether r is to be written now, and for how many it stands.
func (f *flood) count(by calm, r slog.Record) (n int, now bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := by.of + keyOf(r)
	if len(f.kinds) >= floodKinds && f.kinds[key] == nil {
		key = "others"
	}
	k := f.kinds[key]
	if k == nil {
		k = new(kind)
		f.kinds[key] = k
	}
	if f.timer == nil {
		f.timer = time.AfterFunc(floodEvery, f.tell)
	}
	if at := r.Time; at.Sub(k.from) >= floodEvery {
		n = k.count + 1
		*k = kind{from: at}
		return n, true
	}
	k.count, k.by, k.last = k.count+1, by, r.Clone()
	return 0, false
}

// keyOf names the kind of a line: what it says, and where, but not of what.
func keyOf(r slog.Record) string {
	key := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		if slices.Contains([]string{"method", "route", "kind", "status"}, a.Key) {
			key += " " + a.Value.String()
		}
		return true
	})
	return key
}

// tell writes what was counted, and forgets kinds of which nothing came.
func (f *flood) tell() {
	f.mu.Lock()
	f.timer = nil
	var due []kind
	for key, k := range f.kinds {
		if k.count == 0 {
			delete(f.kinds, key)
			continue
		}
		due = append(due, *k)
		*k = kind{from: k.from.Add(floodEvery)}
	}
	if len(due) > 0 {
		f.timer = time.AfterFunc(floodEvery, f.tell)
	}
	f.mu.Unlock()
	for _, k := range due {
		_ = k.by.write(context.Background(), k.last, k.count)
	}
}
