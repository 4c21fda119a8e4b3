package dbtest

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Olds are the names of the databases of earlier commits in a folder.
func Olds(t testing.TB, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.db.gz"))
	ok(t, err)
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file, ".db.gz"))
	}
	return names
}

// OldFile writes an old SQLite database to file.
func OldFile(t testing.TB, name, file string) {
	t.Helper()
	ok(t, os.WriteFile(file, unzipped(t, name+".db.gz"), 0o600))
}

// OldDump makes a PostgreSQL database of an old one's dump and says where it is; without a
// server the test is skipped.
func OldDump(t testing.TB, name string) (url string) {
	t.Helper()
	return Restore(t, string(unzipped(t, name+".pg.sql.gz")))
}

func unzipped(t testing.TB, file string) []byte {
	t.Helper()
	packed, err := os.ReadFile(file)
	ok(t, err)
	z, err := gzip.NewReader(bytes.NewReader(packed))
	ok(t, err)
	all, err := io.ReadAll(z)
	ok(t, err)
	return all
}
