package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/pushtest"
	"hilo/app/words"
	"hilo/db/dbtest"
)

// testdata/storey1.* and a database are the data of an installation of the first storey, commit
// 32dc874: the demo world on an evening, with promises of all kinds that wait. The text says
// what that commit itself made of them in the twelve days after, in today's words.
const (
	storey1         = "testdata/storey1"
	storey1Database = "../db/testdata/20261122000090"
)

// evening is when that installation stopped.
var evening = time.Date(2026, 11, 20, 21, 30, 0, 0, time.UTC)

// An old data folder opens, its promises are kept as its own program kept them,
// and everybody hears by the ways that they chose.
func TestOldDataFolderIsKept(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		keepsOld(t, func(dir string) string {
			file := filepath.Join(dir, "hilo.db")
			dbtest.OldFile(t, storey1Database, file)
			return file
		})
	})
	t.Run("postgres", func(t *testing.T) {
		keepsOld(t, func(string) string { return dbtest.OldDump(t, storey1Database) })
	})
}

func keepsOld(t *testing.T, database func(dir string) string) {
	dir := t.TempDir()
	unpack(t, storey1+".tar.gz", dir)
	var clock atomic.Pointer[time.Time]
	clock.Store(&evening)
	a := reopened(t, dir, database(dir), func() time.Time { return *clock.Load() })
	var lost int // promises about a ticket that do not say about which
	if err := a.DB.NewRaw("SELECT count(*) FROM jobs WHERE ticket = 0 AND kind IN ('silence', 'entry', 'mail') AND payload <> '{}'").Scan(t.Context(), &lost); err != nil || lost > 0 {
		t.Error(lost, err)
	}
	o := &old{t: t, App: a, service: pushtest.New(t), people: map[string]string{}}
	o.moveDevices()
	o.choices()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	o.ok(err)
	go func() { ended <- a.Run(ctx, ln) }()
	for _, after := range steps() {
		now := evening.Add(after)
		clock.Store(&now)
		o.settle(now)
		o.shown(now)
	}
	stop()
	o.ok(<-ended)
	o.rows()
	got := strings.Join(o.lines, "\n") + "\n"
	want, err := os.ReadFile(storey1 + ".txt")
	o.ok(err)
	if got != string(want) {
		t.Errorf("it came to (-want +got):\n%s", dbtest.Differ(string(want), got))
	}
}

// steps are the times after the evening at which the clock stands still until all that is due is done.
func steps() []time.Duration {
	all := []time.Duration{time.Minute, 5 * time.Minute, 3 * time.Hour}
	for n := range 24 {
		all = append(all, time.Duration(n+1)*12*time.Hour)
	}
	return all
}

// reopened is the program of today over old data.
func reopened(t *testing.T, dir, database string, now func() time.Time) *App {
	t.Helper()
	set, err := Config{
		Addr: "127.0.0.1:0", URL: "http://localhost:3000", Database: filepath.Join(dir, "hilo.db"), Files: filepath.Join(dir, "files"),
		SecretFile: filepath.Join(dir, "secret"), MailDelay: 2 * time.Minute, PushDelay: 10 * time.Second, PushLoop: true,
		Name: "Hilo", Locale: "es", Timezone: "UTC", Dev: true,
	}.check()
	if err != nil {
		t.Fatal(err)
	}
	set.Database = database
	if err := Migrate(t.Context(), set.Config); err != nil {
		t.Fatal(err)
	}
	a := &App{set: set, now: now}
	if a.DB, err = open(t.Context(), database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	book, err := words.Open()
	if err == nil {
		err = a.loadKeys(t.Context(), false)
	}
	if err == nil {
		err = a.wire(book)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func unpack(t *testing.T, archive, dir string) {
	t.Helper()
	packed, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(plain); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil && head.Typeflag == tar.TypeReg {
			to := filepath.Join(dir, filepath.FromSlash(head.Name))
			if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
				var body []byte
				if body, err = io.ReadAll(files); err == nil {
					err = os.WriteFile(to, body, 0o600)
				}
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
