// Package dbtest opens databases for tests: SQLite always, and PostgreSQL too
// where the run names a server (HILO_TEST_POSTGRES; `make test` starts one).
package dbtest

import (
	"os"
	"path/filepath"
	"testing"

	"hilo/db"
)

// New returns a fresh, migrated SQLite database that ends with t.
func New(t testing.TB) *db.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hilo.db")
	Write(t, file)
	return open(t, file)
}

// Write makes file a migrated SQLite database that holds nothing.
func Write(t testing.TB, file string) {
	t.Helper()
	blank, err := blankFile()
	ok(t, err)
	ok(t, os.WriteFile(file, blank, 0o600))
}

// Both runs test once on each engine, each time with a database of its own.
func Both(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Run("sqlite", func(t *testing.T) { test(t, New(t)) })
	if server() == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		blank, err := blankDatabase()
		ok(t, err)
		url, err := create(t.Context(), "TEMPLATE "+blank)
		ok(t, err)
		t.Cleanup(func() { ok(t, drop(url)) })
		test(t, open(t, url))
	})
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	ok(t, err)
	d.Rehearse = Rehearse
	t.Cleanup(func() { d.Close() })
	return d
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
