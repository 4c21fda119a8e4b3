package db

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
)

// A file system that cannot lock is not taken for another process.
func TestFileSystemsWithoutLocks(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/lock")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fine := locks{func(int, int) error { return nil }, func(uintptr, int, *syscall.Flock_t) error { return nil }}
	for _, why := range []error{syscall.ENOLCK, syscall.ENOTSUP, syscall.ENOSYS, syscall.EINVAL, syscall.EIO} {
		whole, parts := fine, fine
		whole.whole = func(int, int) error { return why }
		parts.parts = func(uintptr, int, *syscall.Flock_t) error { return why }
		for _, l := range []locks{whole, parts} {
			if err := l.take(f.Fd()); !errors.Is(err, ErrNoLocks) || errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), why.Error()) {
				t.Errorf("%v: %v", why, err)
			}
		}
	}
	tries := 0
	signals := fine
	signals.whole = func(int, int) error {
		if tries++; tries < 3 {
			return syscall.EINTR
		}
		return nil
	}
	if err := signals.take(f.Fd()); err != nil || tries != 3 {
		t.Errorf("between signals: %v after %d", err, tries)
	}
	taken := fine
	taken.whole = func(int, int) error { return syscall.EWOULDBLOCK }
	if err := taken.take(f.Fd()); !errors.Is(err, ErrLocked) {
		t.Errorf("taken: %v", err)
	}
}
