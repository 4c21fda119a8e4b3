package limits

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
	"hilo/db/dbtest"
)

// shop has budgets, and a clock that only the test moves.
type shop struct {
	*Meter
	t  *testing.T
	mu sync.Mutex
	at time.Time
}

func (s *shop) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *shop) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func (s *shop) must(err error) { s.t.Helper(); ok(s.t, err) }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func both(t *testing.T, test func(*testing.T, *shop)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := &shop{t: t, at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
		s.Meter = New(d, []byte("key"), s.clock)
		test(t, s)
	})
}

// together runs do so many times at once, and counts those that succeeded.
func together(n int, do func() error) int {
	var won atomic.Int64
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if do() == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	return int(won.Load())
}

// A budget is spent at once or evenly, and never overdrawn by a crowd.
func TestTake(t *testing.T) {
	both(t, func(t *testing.T, s *shop) {
		rule := Of("b", 5, time.Hour)
		ok := func() bool {
			ok, err := rule.takeIn(t.Context(), s.db, "b", s.clock(), 1)
			s.must(err)
			return ok
		}
		won := together(50, func() error {
			ok, err := rule.takeIn(t.Context(), s.db, "b", s.clock(), 1)
			if err == nil && !ok {
				err = errors.New("empty")
			}
			return err
		})
		if won != 5 {
			t.Errorf("%d taken", won)
		}
		s.pass(12*time.Minute - time.Microsecond)
		if ok() {
			t.Error("too early")
		}
		s.pass(time.Microsecond)
		if !ok() || ok() {
			t.Error("one should be back")
		}
		s.pass(24 * time.Hour)
		for range 5 {
			if !ok() {
				t.Error("not refilled")
			}
		}
		if ok() {
			t.Error("refilled beyond the burst")
		}
	})
}

// A clock that is set back holds nobody up for as long: a budget that was spent later than now
// is whole again. One of nodes whose clocks are a little apart is not.
func TestClockIsSetBack(t *testing.T) {
	both(t, func(t *testing.T, s *shop) {
		rule := Of("codes", 2, time.Minute)
		spent := func(want bool) {
			t.Helper()
			affords := s.Affords(t.Context(), "ana", rule) == nil
			var charged bool
			s.must(s.db.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
				empty, free, err := s.ChargeAll(ctx, tx, []Budget{{Rule: rule, Whom: "bea"}})
				if charged = empty == nil; free[0].After(s.clock().Add(skew + time.Minute)) {
					t.Errorf("free from %v on", free[0])
				}
				return err
			}))
			if allowed := s.Allow(t.Context(), rule, "ana") == nil; affords == want || allowed == want || charged == want {
				t.Errorf("spent: want %t; affords %t, allowed %t, charged %t", want, affords, allowed, charged)
			}
		}
		s.pass(time.Hour)
		spent(false)
		spent(false)
		spent(true)
		s.pass(-skew)
		spent(true)
		s.pass(skew - time.Hour)
		spent(false)
		spent(false)
		spent(true)
		s.pass(time.Hour)
		spent(false)
	})
}

// A restart gives nobody a new budget, and the table names nobody.
func TestLimitsSurvive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hilo.db")
	allowed := 0
	for range 3 {
		d, err := db.Open(t.Context(), file)
		ok(t, err)
		ok(t, d.Migrate(t.Context()))
		m := New(d, []byte("key"), time.Now)
		for range 20 {
			err := m.Allow(t.Context(), UnsentDrafts, "203.0.113.7")
			if err == nil {
				allowed++
			} else if fault.Of(err).Kind != fault.TooMany {
				t.Fatal(err)
			}
		}
		ok(t, d.Close())
	}
	if allowed != 20 {
		t.Errorf("%d allowed", allowed)
	}
}

func TestNetwork(t *testing.T) {
	for _, tt := range []struct{ ip, want string }{
		{"203.0.113.7", "203.0.113.7"}, {"::ffff:203.0.113.7", "203.0.113.7"}, {"2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		{"fe80::1%eth0", "fe80::/64"}, {"127.0.0.1", ""}, {"::1", ""}, {"", "unknown"}, {"evil", "unknown"},
	} {
		if got := Network(tt.ip); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.ip, got, tt.want)
		}
	}
}

// What was for nothing is given back, and of several budgets a refusal takes none.
func TestBytesGivenBack(t *testing.T) {
	both(t, func(t *testing.T, h *shop) {
		own := Bytes("of one", 100<<10).ByNetwork()
		rules := []Limit{own, own.Around(2)}
		spend := func(from string, bytes int64, want bool) (back func() error) {
			t.Helper()
			back, err := h.AllowBytes(t.Context(), from, bytes, rules...)
			if (err == nil) != want {
				t.Errorf("%s: %v", from, err)
			}
			return back
		}
		back := spend("203.0.113.1", 60<<10, true)
		spend("203.0.113.1", 60<<10, false)
		h.must(back())
		spend("203.0.113.1", 90<<10, true)
		spend("203.0.113.2", 90<<10, true)
		spend("203.0.113.3", 90<<10, false) // the network has no more
		spend("203.0.113.3", 10<<10, true)
		spend("203.0.114.3", 90<<10, true)
		if _, err := h.AllowBytes(t.Context(), "203.0.113.3", 80<<10, own); err != nil {
			t.Errorf("a refusal by the network took from its own: %v", err)
		}
	})
}
