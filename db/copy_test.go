package db_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/uptrace/bun"

	"hilo/db"
	"hilo/db/dbtest"
)

// A copy is what is committed, also while somebody writes; its owner alone reads it, and
// nothing is beside it. A file that is there is not written over, and what is stopped is gone.
func TestCopy(t *testing.T) {
	d, dir := dbtest.New(t), t.TempDir()
	to := filepath.Join(dir, "copy.db")
	_, err := d.Exec(t.Context(), "INSERT INTO settings (name, value) VALUES ('one', '1')")
	ok(t, err)
	ok(t, d.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw("INSERT INTO settings (name, value) VALUES ('two', '2')").Exec(ctx); err != nil {
			return err
		}
		os.Remove(to) // it may come twice
		return d.Copy(ctx, to)
	}))
	copied, err := db.OpenCopy(to)
	ok(t, err)
	defer copied.Close()
	var names []string
	if ok(t, copied.NewRaw("SELECT name FROM settings WHERE name IN ('one', 'two')").Scan(t.Context(), &names)); len(names) != 1 || names[0] != "one" {
		t.Errorf("it holds %v", names)
	}
	if _, err := copied.NewRaw("DELETE FROM settings").Exec(t.Context()); err == nil {
		t.Error("a copy can be written to")
	}
	info, err := os.Stat(to)
	ok(t, err)
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v, %v", all, info.Mode(), err)
	}
	if err := d.Copy(t.Context(), to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := d.Copy(ctx, to+"2"); err == nil {
		t.Error("it was not stopped")
	}
	if _, err := os.Stat(to + "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
}
