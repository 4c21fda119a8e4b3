package app_test

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A database is not served with other keys than its own, and nothing is made in their
// place; with --new-secret it is, and what hung on the others is cleared once.
func refusesKeys(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	running := serve(ctx, t, site)
	ana, _ := opens(ctx, t, site, "ana@example.com")
	running.Stop()
	path := filepath.Join(site.Dir, "secret")
	keys, err := os.ReadFile(path)
	ok(t, err)
	refused := func(what string) {
		t.Helper()
		for _, command := range []string{"serve", "jobs", "backup " + t.TempDir(), "staff remove ana@example.com"} {
			code, _, said, err := site.Run(ctx, strings.Fields(command)...)
			if ok(t, err); code != 1 || !strings.Contains(said, what) || !strings.Contains(said, "--new-secret") {
				t.Errorf("%s exits %d and says %q", command, code, said)
			}
		}
	}
	ok(t, os.Remove(path))
	refused("keys are not there")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("others were made: %v", err)
	}
	ok(t, os.WriteFile(path, bytes.Repeat([]byte{1}, len(keys)), 0o600))
	refused("not this installation's keys")
	if _, said, _, err := site.Run(ctx, "doctor"); err != nil || !strings.Contains(said, "not this installation's keys") {
		t.Errorf("doctor says %q, %v", said, err)
	}

	ok(t, os.WriteFile(path, keys, 0o600))
	running = serve(ctx, t, site)
	reads := func(status int) {
		t.Helper()
		if a, err := ana.Get(ctx, "/tickets"); err != nil || a.Status != status {
			t.Errorf("Ana's tickets answer %d, %v", a.Status, err)
		}
	}
	reads(http.StatusOK)
	running.Stop()

	ok(t, os.Remove(path))
	for i := range 2 { // whoever leaves the flag there loses nothing more
		running, err = site.Serve(ctx, "--new-secret")
		ok(t, err)
		if i == 0 {
			reads(http.StatusSeeOther)
			_, err = ana.SignIn(ctx, "ana@example.com")
			ok(t, err)
		}
		reads(http.StatusOK)
		running.Stop()
	}
	running = serve(ctx, t, site)
	reads(http.StatusOK)
	running.Stop()
}
