package httpd

import (
	"testing"
	"time"
)

// A body may be slow and may pause, but whoever gives it drop by drop does not
// hold a connection for longer than the slowest phone would.
func TestBodiesKeepComing(t *testing.T) {
	start := time.Unix(0, 0)
	slowest := func(drop int64, every time.Duration) (lasted time.Duration) {
		b, now := &bodyReader{begun: true}, start
		for now.Sub(start) < 24*time.Hour {
			end := b.until(now)
			if now = now.Add(every); now.After(end) {
				return end.Sub(start)
			}
			b.got += drop
		}
		return 24 * time.Hour
	}
	for _, tt := range []struct {
		name  string
		drop  int64
		every time.Duration
		least time.Duration
		most  time.Duration
	}{
		{"silent", 0, time.Hour, 30 * time.Second, 30 * time.Second},
		{"a byte just in time", 1, 29 * time.Second, time.Minute, 61 * time.Second},
		{"a bad line", 1 << 10, time.Second, 24 * time.Hour, 24 * time.Hour},
		{"with pauses", 64 << 10, 25 * time.Second, 24 * time.Hour, 24 * time.Hour},
	} {
		if got := slowest(tt.drop, tt.every); got < tt.least || got > tt.most {
			t.Errorf("%s: cut after %s", tt.name, got)
		}
	}
}
