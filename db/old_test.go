package db_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun/dialect"

	"hilo/db"
	"hilo/db/dbtest"
)

// olds runs a test for each database of an earlier commit, on both engines; another makes it anew.
func olds(t *testing.T, test func(t *testing.T, another func() (url string))) {
	names := dbtest.Olds(t, "testdata")
	if len(names) < 2 {
		t.Fatal(names)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel() // they wait more than they work
			t.Run("sqlite", func(t *testing.T) {
				t.Parallel()
				test(t, func() string {
					file := filepath.Join(t.TempDir(), "hilo.db")
					dbtest.OldFile(t, name, file)
					return file
				})
			})
			t.Run("postgres", func(t *testing.T) {
				t.Parallel()
				test(t, func() string { return dbtest.OldDump(t, name) })
			})
		})
	}
}

// What an earlier commit made becomes what this one would have made, and nobody's words are lost.
func TestOldDatabasesMigrate(t *testing.T) {
	olds(t, func(t *testing.T, another func() string) {
		d := reopen(t, another())
		kept := func() (counts []int) {
			for _, table := range []string{"people", "tickets", "entries", "files", "seen", "jobs", "alerts", "sessions", "guest_links", "devices", "passkeys"} {
				counts = append(counts, number(t, d, "SELECT count(*) FROM "+table))
			}
			return counts
		}
		before := kept()
		if before[0] == 0 || before[2] == 0 {
			t.Fatal("it is empty")
		}
		ok(t, d.Migrate(t.Context()))
		ok(t, d.Current(t.Context()))
		if after := kept(); !slices.Equal(before, after) {
			t.Errorf("of %v rows there are %v", before, after)
		}
		if want, got := schemaOf(t, fresh(t, d)), schemaOf(t, d); got != want {
			t.Errorf("the schema is another:\n%s", dbtest.Differ(want, got))
		}
	})
}

var kills = flag.Int("kills", 20, "how often the migrations of each old database are killed")

// Killed at any point a migration goes on when the program starts again, and comes to the same.
func TestKilledMigrationsGoOn(t *testing.T) {
	var databases, died atomic.Int64
	t.Cleanup(func() {
		t.Attr("proof", fmt.Sprintf("migrations killed -9 | %d kills, before or after any statement, of %d databases that earlier commits made (SQLite, and PostgreSQL where it is installed) | each went on with the next start, to the same contents and schema as undisturbed; nothing left behind", died.Load(), databases.Load()))
	})
	olds(t, func(t *testing.T, another func() string) {
		databases.Add(1)
		undisturbed := another()
		all := points(t, undisturbed)
		became := func(url string) string {
			d := reopen(t, url)
			defer d.Close() // a server takes only so many connections
			return contents(t, d)
		}
		want := became(undisturbed)
		for range *kills / 2 {
			url, first := another(), 1+rand.IntN(all)
			if !killed(t, url, first) {
				t.Fatalf("not killed at %d of %d", first, all)
			}
			second := 1 + rand.IntN(all)
			again := killed(t, url, second) // unless too little was left to do
			if died.Add(1); again {
				died.Add(1)
			}
			points(t, url)
			if got := became(url); got != want {
				t.Errorf("killed at %d and %d (%t) of %d it came to something else:\n%s", first, second, again, all, dbtest.Differ(want, got))
			}
			if left, err := filepath.Glob(filepath.Join(filepath.Dir(url), "*.part")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		}
	})
}

// Two processes that start at once do each migration once.
func TestTwoProcessesMigrate(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, migrated *db.DB) {
		url := empty(t, migrated)
		first, second := process(t, url, 0), process(t, url, 0)
		ok(t, errors.Join(first.Start(), second.Start()))
		if err := errors.Join(first.Wait(), second.Wait()); err != nil {
			t.Fatalf("%v: %v %v", err, first.Stderr, second.Stderr)
		}
		if want, got := contents(t, migrated), contents(t, reopen(t, url)); got != want {
			t.Errorf("they came to:\n%s", dbtest.Differ(want, got))
		}
	})
}

// What a new program does besides is done by one process at a time, too. Of an SQLite file that one has the folder.
func TestProcessesWaitForTheirTurn(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		if d.Dialect().Name() == dialect.SQLite {
			return
		}
		second, order := make(chan error, 1), make(chan string, 2)
		ok(t, d.Migrate(t.Context(), func(context.Context) error {
			go func() {
				second <- d.Migrate(t.Context(), func(context.Context) error { order <- "second"; return nil })
			}()
			for number(t, d, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == 0 {
				time.Sleep(time.Millisecond)
			}
			order <- "first"
			return nil
		}))
		ok(t, <-second)
		if first, last := <-order, <-order; first != "first" || last != "second" {
			t.Errorf("%s came first", first)
		}
	})
}
