// Package dbtest opens databases for tests: SQLite always, and PostgreSQL too
// where the run names a server (HILO_TEST_POSTGRES; `make test` starts one).
package dbtest

import (
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hilo/db"
)

// New returns a fresh, migrated SQLite database that ends with t.
func New(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "hilo.db"))
}

// Both runs test once on each engine, each time with a database of its own.
func Both(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Run("sqlite", func(t *testing.T) { test(t, New(t)) })
	server := os.Getenv("HILO_TEST_POSTGRES")
	if server == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) { test(t, postgres(t, server)) })
}

func postgres(t *testing.T, server string) *db.DB {
	t.Helper()
	admin, err := db.Open(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := "t_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return open(t, u.String())
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}
