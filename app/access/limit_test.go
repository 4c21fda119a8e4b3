package access

import (
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
				err = errLimited
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
			err := s.Allow(t.Context(), ParkedDrafts, "203.0.113.7")
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
		if got := network(tt.ip); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.ip, got, tt.want)
		}
	}
}

// Who asks too often is not told so; there is just no mail.
func TestCodeBudgets(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ask := func(email, ip string) { s.ask(Ask{Email: email, IP: ip}) }
		for i := range 60 { // one address, from everywhere, once a minute
			ask(fmt.Sprintf("victim+%d@example.com", i), fmt.Sprintf("198.51.100.%d", i))
			s.pass(time.Minute)
		}
		if n := len(s.mails()); n < 10 || n > 20 {
			t.Errorf("one address: %d mails in an hour", n)
		}
		_, err := s.db.NewRaw("DELETE FROM jobs").Exec(t.Context())
		must(t, err)
		for i := range 100 { // one household, to everyone
			ask(fmt.Sprintf("p%d@example.com", i), fmt.Sprintf("2001:db8::%x", i))
		}
		if n := len(s.mails()); n != 30 {
			t.Errorf("one household: %d mails at once", n)
		}
	})
}

// A stranger who asks and guesses for days does not lock the owner out.
func TestOwnerIsNotLockedOut(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		grant := s.signIn(ana)
		device := s.secret.Device(grant.Person.Email)
		before := len(s.mails())
		for range 200 {
			cookie := s.ask(Ask{Email: ana})
			for range 5 {
				if _, err := s.FinishSignIn(t.Context(), cookie, "00000000", here); err == nil {
					t.Fatal("guessed")
				}
			}
			s.pass(5 * time.Minute)
		}
		if n := len(s.mails()) - before; n > 5 {
			t.Errorf("guessing was not paused: %d mails", n)
		}
		if !s.secret.Knows(device, ana) || s.secret.Knows(device, "luis@example.com") || s.secret.Knows("", ana) {
			t.Error("the device is not known")
		}
		before = len(s.mails())
		cookie := s.ask(Ask{Email: ana, Known: true})
		if len(s.mails()) != before+1 {
			t.Fatal("the owner got no code")
		}
		_, err := s.FinishSignIn(t.Context(), cookie, s.code(), here)
		must(t, err)
		s.pass(25 * time.Hour)
		before = len(s.mails())
		s.ask(Ask{Email: ana})
		if len(s.mails()) != before+1 {
			t.Error("the pause does not end")
		}
	})
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
