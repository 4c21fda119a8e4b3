package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hilo/db"
	"hilo/db/dbtest"
)

// Times come back as they went in, and sort as text in SQLite too.
func TestTimes(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		first := db.Time(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		for i, at := range []time.Time{first, first.Add(500 * time.Millisecond), first.Add(510 * time.Millisecond), first.Add(time.Second)} {
			if _, err := d.ExecContext(t.Context(), "INSERT INTO jobs (id, kind, payload, due_at, created_at) VALUES (?, '', '', ?, ?)", string(rune('a'+i)), at, at); err != nil {
				t.Fatal(err)
			}
		}
		var ids []string
		if err := d.Read.NewRaw("SELECT id FROM jobs WHERE due_at > ? ORDER BY due_at DESC", first).Scan(t.Context(), &ids); err != nil {
			t.Fatal(err)
		}
		if len(ids) != 3 || ids[0] != "d" || ids[2] != "b" {
			t.Errorf("order %v", ids)
		}
		var back time.Time
		if err := d.Read.NewRaw("SELECT due_at FROM jobs WHERE id = 'b'").Scan(t.Context(), &back); err != nil || !back.Equal(first.Add(500*time.Millisecond)) {
			t.Errorf("back %v, %v", back, err)
		}
	})
}

// Readers cannot write, and a wrong type is refused.
func TestSQLiteIsStrict(t *testing.T) {
	d := dbtest.New(t)
	if _, err := d.Read.ExecContext(t.Context(), "DELETE FROM jobs"); err == nil {
		t.Error("a reader wrote")
	}
	if _, err := d.ExecContext(t.Context(), "INSERT INTO counters (name, value) VALUES ('x', 'abc')"); err == nil {
		t.Error("a text went into a number")
	}
	var mode string
	var sync int
	if err := d.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal %q, %v", mode, err)
	}
	if err := d.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&sync); err != nil || sync != 2 {
		t.Errorf("synchronous %d, %v", sync, err)
	}
}

// A second server on the same folder is told so.
func TestLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "hilo.db")
	first, err := db.Lock(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Lock(file); !errors.Is(err, db.ErrLocked) {
		t.Errorf("second lock: %v", err)
	}
	first.Close()
	again, err := db.Lock(file)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

// What people wrote is readable by the owner of the process alone, also in a
// folder that is open to others.
func TestFilesAreOurs(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(dir, "hilo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadDir(dir)
	if err != nil || len(made) != 3 {
		t.Fatalf("%d files: %v", len(made), err)
	}
	for _, f := range made {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}
