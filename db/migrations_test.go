package db_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/migrate"

	"hilo/db"
	"hilo/db/dbtest"
)

var named = regexp.MustCompile(`^migrations/(\d{14})_\w+(\.tx)?\.up\.sql$`)

// numbers are those of a program's migrations, in their order.
func numbers(t *testing.T, of fs.FS) (all []string) {
	t.Helper()
	files, err := fs.Glob(of, "migrations/*")
	ok(t, err)
	for _, file := range files {
		m := named.FindStringSubmatch(file)
		if m == nil {
			t.Fatalf("%s is not NUMBER_what.tx.up.sql", file)
		}
		all = append(all, m[1])
	}
	return all
}

// Each migration has a number of its own: of two with the same one, only one would be applied.
// Where one says who can live with it, that is a program from before.
func TestNumbersOfMigrations(t *testing.T) {
	all := numbers(t, db.Ours)
	if slices.Sort(all); len(all) < 19 || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("%d migrations, two have the same number: %v", len(all), all)
	}
	files, err := fs.Glob(db.Ours, "migrations/*")
	ok(t, err)
	for i, file := range files {
		text, err := fs.ReadFile(db.Ours, file)
		ok(t, err)
		for line := range strings.Lines(string(text)) {
			if lives, says := strings.CutPrefix(line, "-- lives:"); says && (!strings.HasPrefix(string(text), line) || !slices.Contains(all[:i], strings.TrimSpace(lives))) {
				t.Errorf("%s: %q is not its first line, or names no migration from before", file, line)
			}
		}
	}
}

// later are our migrations, and more: a text by the end of a file's name.
func later(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	files, err := fs.Glob(db.Ours, "migrations/*")
	ok(t, err)
	for _, file := range files {
		text, err := fs.ReadFile(db.Ours, file)
		ok(t, err)
		all[file] = &fstest.MapFile{Data: text}
	}
	for name, text := range more {
		all["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// A program does not work on what a newer one made of the database, unless that says that it may.
func TestProgramsLiveWithNewerOnes(t *testing.T) {
	all := numbers(t, db.Ours)
	newest := all[len(all)-1]
	for _, tt := range []struct {
		name, first string
		lives       bool
	}{
		{"it says nothing", "", false},
		{"this one may", "-- lives: " + newest + "\n", true},
		{"an older one may", "-- lives: " + all[0] + "\n", true},
		{"one between may", "-- lives: 99990101000001\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Both(t, func(t *testing.T, d *db.DB) {
				newer := d.With(later(t, map[string]string{"99990101000002_future.tx.up.sql": tt.first + "CREATE TABLE future (id {{.Int}})"}))
				if err := newer.Current(t.Context()); !errors.Is(err, db.ErrSchema) {
					t.Errorf("before: %v", err)
				}
				ok(t, newer.Migrate(t.Context()))
				ok(t, newer.Current(t.Context()))
				err, current := d.Migrate(t.Context()), d.Current(t.Context())
				if tt.lives && (err != nil || current != nil) {
					t.Errorf("it does not: %v, %v", err, current)
				}
				if !tt.lives && (!errors.Is(err, db.ErrNewer) || !strings.Contains(err.Error(), "99990101000002") || !errors.Is(current, db.ErrSchema)) {
					t.Errorf("it does: %v, %v", err, current)
				}
			})
		})
	}
}

// What fails leaves nothing of itself; what no transaction can hold is marked once all of it is done.
func TestMigrationsThatFail(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		index := "CREATE INDEX CONCURRENTLY people_by_name ON people (name)"
		if d.Dialect().Name() == dialect.SQLite {
			index = strings.ReplaceAll(index, " CONCURRENTLY", "")
		}
		repeatable := "DROP INDEX IF EXISTS people_by_name;\n--bun:split\n" + index
		for _, tt := range []struct{ name, text, mended, made string }{
			{"99990101000001_whole.tx.up.sql", "CREATE TABLE whole (id {{.Int}});\n--bun:split\nINSERT INTO nowhere (id) VALUES (1)", "CREATE TABLE whole (id {{.Int}})", "whole"},
			{"99990101000002_apart.up.sql", repeatable + ";\n--bun:split\nINSERT INTO nowhere (id) VALUES (1)", repeatable, "people_by_name"},
			{"99990101000003_typo.tx.up.sql", "CREATE TABLE typo (id {{.Itn}})", "CREATE TABLE typo (id {{.Int}})", "typo"},
		} {
			number, _, _ := strings.Cut(tt.name, "_")
			err := d.With(later(t, map[string]string{tt.name: tt.text})).Migrate(t.Context())
			if err == nil || !strings.Contains(err.Error(), "migration "+number) || errors.Is(d.With(later(t, nil)).Current(t.Context()), db.ErrSchema) {
				t.Errorf("%s: %v", tt.name, err)
			}
			if there := strings.Contains(schemaOf(t, d), tt.made); there != strings.Contains(tt.name, "apart") {
				t.Errorf("%s failed, and what it made is there: %t", tt.name, there)
			}
			mended := d.With(later(t, map[string]string{tt.name: tt.mended}))
			ok(t, mended.Migrate(t.Context()))
			ok(t, mended.Current(t.Context()))
			if !strings.Contains(schemaOf(t, d), tt.made) {
				t.Errorf("%s made nothing", tt.name)
			}
			_, err = d.ExecContext(t.Context(), "DELETE FROM migrations WHERE number = ?", number)
			ok(t, err)
		}
	})
}

// bun marked a migration after its commit. Killed between, it stays there without a mark.
func TestUnmarkedMigrationsAreKnown(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, like *db.DB) {
		d := reopen(t, empty(t, like))
		files, err := fs.Glob(db.Ours, "migrations/*")
		ok(t, err)
		theirs, ours := fstest.MapFS{}, fstest.MapFS{}
		for _, file := range files[:18] { // of bun's time
			text, err := fs.ReadFile(db.Ours, file)
			ok(t, err)
			ours[file] = &fstest.MapFile{Data: text}
			theirs[filepath.Base(file)] = ours[file]
			steps := migrate.NewMigrations()
			ok(t, steps.Discover(theirs))
			bun := migrate.NewMigrator(d.DB, steps, migrate.WithMarkAppliedOnSuccess(true), migrate.WithTemplateData(d.Words()))
			ok(t, bun.Init(t.Context()))
			_, err = bun.Migrate(t.Context())
			ok(t, err)
			last := texts(t, d, "SELECT max(name) FROM bun_migrations")[0]
			exec(t, d, "DELETE FROM bun_migrations WHERE name = ?", last)
			if err := d.With(ours).Migrate(t.Context()); err != nil {
				t.Fatalf("%s without a mark: %v", file, err)
			}
			exec(t, d, "DROP TABLE IF EXISTS migrations") // and on with bun
			exec(t, d, "INSERT INTO bun_migrations (name, group_id) VALUES (?, 1)", last)
		}
		ok(t, d.Migrate(t.Context()))
		if want, got := contents(t, like), contents(t, d); got != want {
			t.Errorf("it came to:\n%s", dbtest.Differ(want, got))
		}
	})
}

// Before a migration the file is copied, for its owner alone; nothing is migrated without that.
func TestCopiesFromBefore(t *testing.T) {
	name := dbtest.Olds(t, "testdata")[0]
	open := func() (*db.DB, string) {
		file := filepath.Join(t.TempDir(), "hilo.db")
		dbtest.OldFile(t, name, file)
		return reopen(t, file), filepath.Join(filepath.Dir(file), "before-20261122000100.db")
	}
	d, copied := open()
	tickets := number(t, d, "SELECT count(*) FROM tickets")
	ok(t, os.WriteFile(filepath.Join(filepath.Dir(copied), "before.part"), []byte("half"), 0o600)) // by one that was killed
	ok(t, d.Migrate(t.Context()))
	ok(t, d.Migrate(t.Context())) // nothing to do, nothing to copy
	info, err := os.Stat(copied)
	ok(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("it is readable: %v", info.Mode())
	}
	copies, err := filepath.Glob(filepath.Join(filepath.Dir(copied), "before*"))
	if err != nil || len(copies) != 1 {
		t.Errorf("%v, %v", copies, err)
	}
	before := reopen(t, copied)
	if n := number(t, before, "SELECT count(*) FROM tickets"); n != tickets || number(t, before, "SELECT count(*) FROM bun_migrations") != 10 {
		t.Errorf("%d of %d tickets are in the copy", n, tickets)
	}

	d, copied = open()
	ok(t, os.MkdirAll(filepath.Join(copied, "in the way"), 0o700))
	if err := d.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "nothing was migrated") || number(t, d, "SELECT count(*) FROM bun_migrations") != 10 {
		t.Errorf("without a copy: %v", err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(copied), "before.part")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

// The last three copies are kept, and none for more than two weeks.
func TestSweepCopies(t *testing.T) {
	d := dbtest.New(t)
	dir := filepath.Dir(texts(t, d, "SELECT file FROM pragma_database_list WHERE name = 'main'")[0])
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	left := func() (names []string) {
		files, err := filepath.Glob(filepath.Join(dir, "before*"))
		ok(t, err)
		for _, file := range files {
			names = append(names, filepath.Base(file))
		}
		return names
	}
	for i, name := range []string{"before-5.db", "before-1.db", "before-4.db", "before-3.db", "before-2.db", "before.part", "before-noon.txt"} {
		file := filepath.Join(dir, name)
		ok(t, os.WriteFile(file, nil, 0o600))
		ok(t, os.Chtimes(file, now, now.AddDate(0, 0, -i*5)))
	}
	ok(t, d.SweepCopies(now))
	if got := left(); !slices.Equal(got, []string{"before-1.db", "before-4.db", "before-5.db", "before-noon.txt"}) {
		t.Errorf("kept: %v", got)
	}
	ok(t, d.SweepCopies(now.AddDate(0, 0, 9).Add(time.Second)))
	if got := left(); !slices.Equal(got, []string{"before-5.db", "before-noon.txt"}) {
		t.Errorf("nine days later: %v", got)
	}
}
