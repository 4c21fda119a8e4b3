package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

// Backups are killed at any point, and then restores. The next backup is whole, and what was cut
// short before it is gone; the next restore goes on in the same place and comes to all that there was.
func killedCopies(t *testing.T, file string) {
	ctx := within(t, time.Minute+time.Duration(*kills)*3*time.Second)
	site, to := found(t, file), t.TempDir()
	running := serve(ctx, t, site)
	ana, number := opens(ctx, t, site, "ana@example.com")
	const files = 30
	for i := range files {
		a, err := attach(ctx, ana, fmt.Sprintf("/tickets/%d/replies", number), rig.Reply("a file", fmt.Sprint("file ", i)), fmt.Appendf(nil, "file %d", i))
		if ok(t, err); a.Status != http.StatusSeeOther {
			t.Fatal(a.Status)
		}
	}
	longest := time.Duration(0)
	whole := func(command ...string) {
		t.Helper()
		begun := time.Now()
		code, _, said, err := site.Run(ctx, command...)
		if ok(t, err); code != 0 {
			t.Fatalf("%v exits %d and says %q", command, code, said)
		}
		longest = time.Since(begun)
	}
	killed := func(command ...string) {
		t.Helper()
		cmd := site.Command(ctx, command...)
		ok(t, cmd.Start())
		time.Sleep(time.Duration(rand.Int64N(int64(longest)))) // a moment like any other
		cmd.Process.Kill()
		cmd.Wait() // killed, or done before
	}
	whole("backup", t.TempDir(), "--secrets")
	for range *kills / 2 {
		killed("backup", to, "--secrets")
	}
	whole("backup", to, "--secrets", "--keep", "1")
	stamps, err := filepath.Glob(filepath.Join(to, "*Z"))
	ok(t, err)
	manifests, err := filepath.Glob(filepath.Join(to, "*Z", "manifest"))
	if ok(t, err); len(stamps) != 1 || len(manifests) != 1 {
		t.Errorf("%v, of which %v are whole", stamps, manifests)
	}
	running.Stop()

	lost := filepath.Join(t.TempDir(), "lost")
	resumed := 0
	for range *kills / 2 {
		ok(t, os.Rename(site.Dir, lost))
		ok(t, os.Mkdir(site.Dir, 0o700))
		killed("restore", to)
		killed("restore", to)
		if _, err := os.Stat(site.Database()); err != nil { // killed before
			resumed++
			whole("restore", to)
		}
		restored(ctx, t, site, files)
		ok(t, os.RemoveAll(lost))
	}
	t.Attr("proof", fmt.Sprintf("backup and restore killed -9 | %d backups killed, then %d restores, twice each | the next backup is whole, and nothing of the killed ones is left; %d restores were gone on with, all came to every row and all %d files", *kills/2, *kills/2, resumed, files))
}

// restored looks at an installation that was laid out from a backup.
func restored(ctx context.Context, t *testing.T, site *rig.Site, files int) {
	t.Helper()
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	var sound string
	var rows int
	ok(t, d.Read.NewRaw("PRAGMA integrity_check").Scan(ctx, &sound))
	ok(t, d.Read.NewRaw("SELECT count(*) FROM files").Scan(ctx, &rows))
	there, err := filepath.Glob(filepath.Join(site.Dir, "files", "??", strings.Repeat("?", 64)))
	if ok(t, err); sound != "ok" || rows != files || len(there) != files {
		t.Errorf("integrity %q, %d rows, %d files", sound, rows, len(there))
	}
	for _, name := range []string{"restoring", "restoring.db", "hilo.db-journal"} {
		if _, err := os.Stat(filepath.Join(site.Dir, name)); err == nil {
			t.Errorf("%s is left", name)
		}
	}
}
