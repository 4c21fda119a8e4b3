package db_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hilo/db/dbtest"
)

// Where there is no room for a copy nothing is migrated, and said so; with room it is.
func TestNoRoomForACopy(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skip("mounting needs root:", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	file, ballast := filepath.Join(dir, "hilo.db"), filepath.Join(dir, "ballast")
	dbtest.OldFile(t, dbtest.Olds(t, "testdata")[0], file)
	d := reopen(t, file)
	tickets := number(t, d, "SELECT count(*) FROM tickets")
	var room syscall.Statfs_t
	ok(t, syscall.Statfs(dir, &room))
	ok(t, os.WriteFile(ballast, make([]byte, int64(room.Bavail)*room.Bsize-200<<10), 0o600))
	if err := d.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "nothing was migrated") || !strings.Contains(err.Error(), "full") {
		t.Errorf("without room: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "before*")); err != nil || len(left) > 0 || number(t, d, "SELECT count(*) FROM bun_migrations") != 10 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	ok(t, os.Remove(ballast))
	ok(t, d.Migrate(t.Context()))
	if n := number(t, d, "SELECT count(*) FROM tickets"); n != tickets {
		t.Errorf("%d of %d tickets", n, tickets)
	}
}
