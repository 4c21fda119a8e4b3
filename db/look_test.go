package db_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hilo/db"
	"hilo/db/dbtest"
)

const marks = "SELECT count(*) FROM settings WHERE name LIKE 'look%'"

// lying are the files of a folder, with what is in them.
func lying(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	ok(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		ok(t, err)
		all[e.Name()] = string(text)
	}
	return all
}

// looks counts what was marked in a file, and fails if the folder is another afterwards. Who has
// the file open in this very process shares the log's index with who looks.
func looks(t *testing.T, file string, open bool) (n int) {
	t.Helper()
	before := lying(t, filepath.Dir(file))
	d, err := db.Look(t.Context(), file)
	ok(t, err)
	ok(t, d.Read.NewRaw(marks).Scan(t.Context(), &n))
	if wrong, err := d.Broken(t.Context()); err != nil || wrong != "" {
		t.Errorf("%q, %v", wrong, err)
	}
	if pending, newer, err := d.Lag(t.Context()); err != nil || pending > 0 || newer {
		t.Errorf("%d pending, newer %v, %v", pending, newer, err)
	}
	if _, err := d.DB.ExecContext(t.Context(), "DELETE FROM settings"); err == nil {
		t.Error("it was written to")
	}
	ok(t, d.Close())
	after := lying(t, filepath.Dir(file))
	if open {
		before["hilo.db-shm"] = after["hilo.db-shm"]
	}
	if !maps.Equal(before, after) {
		t.Errorf("%d files lie there, %d before; or what is in them is not the same", len(after), len(before))
	}
	return n
}

// A database is looked at as it is, whether it is closed, open elsewhere or of a program that
// was killed, and nothing is written.
func TestLook(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a folder", "hilo.db")
	ok(t, os.Mkdir(filepath.Dir(file), 0o700))
	dbtest.Write(t, file)
	if n := looks(t, file, false); n != 0 {
		t.Errorf("%d marks in one that nobody opened", n)
	}
	d, err := db.Open(t.Context(), file)
	ok(t, err)
	if n := looks(t, file, true); n != 0 {
		t.Errorf("%d marks in one that was opened", n)
	}
	_, err = d.Exec(t.Context(), "INSERT INTO settings (name, value) VALUES ('look 1', '')")
	ok(t, err)
	if n := looks(t, file, true); n != 1 {
		t.Errorf("%d marks in one that is written to", n)
	}
	for name, without := range map[string]string{"killed": "", "killed, and copied without its index": "hilo.db-shm"} {
		killed := filepath.Join(t.TempDir(), "hilo.db")
		for name, text := range lying(t, filepath.Dir(file)) {
			if name != without {
				ok(t, os.WriteFile(filepath.Join(filepath.Dir(killed), name), []byte(text), 0o600))
			}
		}
		if without != "" {
			before := lying(t, filepath.Dir(killed))
			if _, err := db.Look(t.Context(), killed); !errors.Is(err, db.ErrUnread) {
				t.Errorf("%s: %v", name, err)
			}
			if !maps.Equal(before, lying(t, filepath.Dir(killed))) {
				t.Errorf("%s: something was written", name)
			}
			continue
		}
		if n := looks(t, killed, false); n != 1 {
			t.Errorf("%d marks in one that was %s", n, name)
		}
	}
	ok(t, d.Close())
	if n := looks(t, file, false); n != 1 {
		t.Errorf("%d marks in one that was closed", n)
	}
	if _, err := db.Look(t.Context(), file+"-none"); err == nil {
		t.Error("one that is not there is looked at")
	} else if _, err := os.Stat(file + "-none"); err == nil {
		t.Error("one that was not there was made")
	}
}

// What is wrong in a database is said.
func TestBroken(t *testing.T) {
	broken := func(file string) string {
		t.Helper()
		d, err := db.Look(t.Context(), file)
		if err != nil {
			return err.Error()
		}
		defer d.Close()
		wrong, err := d.Broken(t.Context())
		if err != nil {
			return err.Error()
		}
		return wrong
	}
	file := filepath.Join(t.TempDir(), "hilo.db")
	dbtest.Write(t, file)
	whole, err := os.ReadFile(file)
	ok(t, err)
	for at := 4096; at < len(whole); at += len(whole) / 7 {
		spoilt := bytes.Clone(whole)
		copy(spoilt[at:], bytes.Repeat([]byte("spoilt"), 600))
		ok(t, os.WriteFile(file, spoilt, 0o600))
		if broken(file) == "" {
			t.Errorf("3,600 wrong bytes at %d of %d are not seen", at, len(whole))
		}
	}
	ok(t, os.WriteFile(file, []byte("no database at all, but some words"), 0o600))
	if broken(file) == "" {
		t.Error("words are a database")
	}
	ok(t, os.WriteFile(file, whole, 0o600))
	d, err := db.Open(t.Context(), file)
	ok(t, err)
	defer d.Close()
	_, err = d.DB.ExecContext(t.Context(), "PRAGMA foreign_keys = 0")
	ok(t, err)
	_, err = d.DB.ExecContext(t.Context(), "INSERT INTO staff_links (hash, person_id, expires_at) VALUES ('x', 7, '2000-01-01')")
	ok(t, err)
	if wrong := broken(file); !strings.Contains(wrong, "1 rows of staff_links name rows of people") {
		t.Errorf("a link of nobody: %q", wrong)
	}
}

// What changes while it is looked at as if it did not is not called broken.
func TestBrokenMeanwhile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hilo.db")
	dbtest.Write(t, file)
	looked, err := db.Look(t.Context(), file)
	ok(t, err)
	defer looked.Close()
	whole, err := os.ReadFile(file)
	ok(t, err)
	copy(whole[len(whole)/2:], bytes.Repeat([]byte("written"), 3000))
	ok(t, os.WriteFile(file, whole, 0o600))
	if wrong, err := looked.Broken(t.Context()); wrong == "" && err == nil {
		t.Error("wrong bytes are not seen")
	}
	ok(t, os.WriteFile(file+"-wal", nil, 0o600))
	if wrong, err := looked.Broken(t.Context()); !errors.Is(err, db.ErrOpened) || wrong != "" {
		t.Errorf("%q, %v", wrong, err)
	}
}

// How far a database lags behind this program, or is ahead of it, is said.
func TestLag(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hilo.db")
	dbtest.Write(t, file)
	d, err := db.Open(t.Context(), file)
	ok(t, err)
	defer d.Close()
	for _, tt := range []struct {
		change  string
		pending int
		newer   bool
	}{
		{"SELECT 1", 0, false},
		{"DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)", 1, false},
		{"INSERT INTO migrations (number, lives) VALUES ('99990101000000', '20261122000000')", 1, false},
		{"INSERT INTO migrations (number, lives) VALUES ('99990101000001', '')", 1, true},
	} {
		_, err := d.DB.ExecContext(t.Context(), tt.change)
		ok(t, err)
		looked, err := db.Look(t.Context(), file)
		ok(t, err)
		if pending, newer, err := looked.Lag(t.Context()); err != nil || pending != tt.pending || newer != tt.newer {
			t.Errorf("%s: %d pending, newer %v, %v", tt.change, pending, newer, err)
		}
		ok(t, looked.Close())
	}
}
