package dbtest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
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

// Differ are the lines of one text that the other lacks, with - before those of want and +
// before those of got.
func Differ(want, got string) string {
	is, was := strings.Split(got, "\n"), strings.Split(want, "\n")
	var b strings.Builder
	for _, line := range was {
		if !slices.Contains(is, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return cmp.Or(b.String(), "the same lines in another order")
}
