package app

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/db/dbtest"
)

var keep = flag.String("keep", "", "folder for TestKeepDatabase")

// TestKeepDatabase writes what this commit makes of the demo world, on both engines, for the tests
// of the commits that follow (db/testdata/README.md).
func TestKeepDatabase(t *testing.T) {
	if *keep == "" {
		t.Skip("only with -keep FOLDER")
	}
	steps, err := os.ReadDir("../db/migrations")
	if err != nil {
		t.Fatal(err)
	}
	newest, _, _ := strings.Cut(steps[len(steps)-1].Name(), "_")
	demo := func(database string) *App {
		a := reopened(t, t.TempDir(), database, func() time.Time { return evening })
		if err := a.furnish(t.Context()); err != nil {
			t.Fatal(err)
		}
		return a
	}
	store := func(ending string, data []byte, err error) {
		t.Helper()
		var packed bytes.Buffer
		if err == nil {
			z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
			z.Write(data)
			z.Close()
			err = os.WriteFile(filepath.Join(*keep, newest+ending), packed.Bytes(), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	if _, err := demo(filepath.Join(t.TempDir(), "hilo.db")).DB.ExecContext(t.Context(), "VACUUM INTO ?", file); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	store(".db.gz", data, err)
	url := dbtest.Restore(t, "SELECT 1")
	demo(url)
	dump, err := exec.Command("pg_dump", "--no-owner", "--inserts", "--rows-per-insert=100", url).Output()
	var sql []string
	for line := range strings.Lines(string(dump)) {
		if !strings.HasPrefix(line, `\`) && !strings.HasPrefix(line, "--") { // for psql, and for people
			sql = append(sql, line)
		}
	}
	store(".pg.sql.gz", []byte(strings.Join(sql, "")), err)
}
