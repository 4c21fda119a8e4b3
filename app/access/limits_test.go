package access

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hilo/app/fault"
	"hilo/db"
)

// A budget is spent at once or evenly, and never overdrawn by a crowd.
func TestTake(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ok := func() bool {
			ok, err := take(t.Context(), s.db, "b", s.clock(), 12*time.Minute, 1, 5)
			must(t, err)
			return ok
		}
		won := together(50, func() error {
			ok, err := take(t.Context(), s.db, "b", s.clock(), 12*time.Minute, 1, 5)
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

// A restart gives nobody a new budget, and the table names nobody.
func TestLimitsSurvive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hilo.db")
	secret := filepath.Join(t.TempDir(), "secret")
	allowed := 0
	for range 3 {
		d, err := db.Open(t.Context(), file)
		must(t, err)
		must(t, d.Migrate(t.Context()))
		s := open(t, d, secret)
		for range 20 {
			err := s.Allow(t.Context(), UnsentDrafts, "203.0.113.7")
			if err == nil {
				allowed++
			} else if fault.Of(err).Kind != fault.TooMany {
				t.Fatal(err)
			}
		}
		must(t, d.Close())
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

// The secret is made once, for its owner's eyes.
func TestSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret")
	one, err := LoadSecret(path)
	must(t, err)
	two, err := LoadSecret(path)
	must(t, err)
	if one.AccountTag(7) != two.AccountTag(7) || one.AccountTag(7) == one.AccountTag(8) || string(one.pepper) == string(one.links) {
		t.Error("keys are not as they should be")
	}
	if fmt.Sprint(one) != "secret" {
		t.Error("it can be printed")
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Errorf("mode %v, size %d", info.Mode(), info.Size())
	}
	must(t, os.Chmod(path, 0o640))
	if _, err := LoadSecret(path); err == nil {
		t.Error("open to the group")
	}
	must(t, os.Chmod(path, 0o600))
	must(t, os.WriteFile(path, []byte("short"), 0o600))
	if _, err := LoadSecret(path); err == nil {
		t.Error("half a secret")
	}
}
