package access

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hilo/app/desk"
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

// What is charged when it is stored costs nothing before, nor what is refused, nor
// the same again; and no crowd that was let through at once stores more than it may.
func TestChargeWhenStored(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		const ip = "203.0.113.7"
		for range 200 {
			must(t, s.Affords(t.Context(), ip, GuestTickets))
		}
		question := func(topic, key string) error {
			_, _, err := s.desk.OpenFor(t.Context(), ana, desk.Question{Topic: topic, Subject: "Help", Charge: s.Charge(ip, GuestTickets), Message: desk.Message{Body: "It broke.", Key: key}})
			return err
		}
		for range 60 {
			refused(t, question("none", ""), "desk.topic.empty")
		}
		key := rand.Text()
		for range 60 {
			must(t, question("other", key))
		}
		if won := together(60, func() error { return question("other", "") }); won != 49 || s.count("tickets") != 50 {
			t.Errorf("%d of 60, %d tickets", won, s.count("tickets"))
		}
		refused(t, s.Affords(t.Context(), ip, GuestTickets), "problem.too_many")
		must(t, s.Affords(t.Context(), "203.0.113.8", GuestTickets))
		must(t, s.Affords(t.Context(), home, GuestTickets))
		must(t, question("other", key))
		s.pass(GuestTickets.Every())
		must(t, s.Affords(t.Context(), ip, GuestTickets))
	})
}

// What was for nothing is given back, and of several budgets a refusal takes none.
func TestBytesGivenBack(t *testing.T) {
	both(t, func(t *testing.T, h *site) {
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
		must(t, back())
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
