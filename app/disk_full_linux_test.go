package app_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

var fills = flag.Int("fills", 2, "how often others fill the disk to its last byte")

// Others fill the disk to its last byte while people write, send files and a backup is made,
// and make room again; no mark warns. Pages are read, what cannot be kept is refused in words
// that keep what was written, and all goes on by itself: what was acknowledged is there, once.
func noDiskLeft(t *testing.T, file string) {
	ctx := within(t, 3*time.Minute+time.Duration(*fills)*10*time.Second)
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skip("mounting needs root:", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	data, to := filepath.Join(dir, "data"), filepath.Join(dir, "backups")
	ok(t, os.Mkdir(data, 0o700))
	site, err := rig.NewSite(file, data)
	ok(t, err)
	t.Cleanup(func() { site.Post.Close() })
	site.Env = []string{"HILO_DISK_FILES=off", "HILO_DISK_ALL=off"}
	running := serve(ctx, t, site)
	f := &filled{t: t, site: site, ballast: filepath.Join(dir, "ballast"), to: to, storm: &storm{t: t, kept: map[string]words{}, full: true}}
	f.ana, f.number = opens(ctx, t, site, "ana@example.com")
	_, aside := opens(ctx, t, site, "luis@example.com")
	f.tickets = append(f.tickets, f.number, aside)
	var all sync.WaitGroup
	for i := range 6 {
		sam, _, err := site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		ok(t, err)
		all.Go(func() { f.answers(ctx, sam) })
	}
	for range *fills {
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond) // a moment like any other
		f.fill(ctx)
	}
	f.over.Store(true)
	all.Wait()
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	if *fills > 2 { // what was being sent is sent again once its lease is over
		f.settles(ctx, d)
	}
	_, err = d.Exec(ctx, "DELETE FROM jobs")
	ok(t, err)
	lost, doubled := f.stored(ctx, d)
	var rows int
	ok(t, d.Read.NewRaw("SELECT count(*) FROM files").Scan(ctx, &rows))
	blobs, err := filepath.Glob(filepath.Join(data, "files", "??", strings.Repeat("?", 64)))
	ok(t, err)
	if left, err := os.ReadDir(filepath.Join(data, "files", "tmp")); err != nil || len(left) != 0 || rows != f.sent || len(blobs) != f.sent {
		t.Errorf("%d files were acknowledged, there are %d rows, %d files and %d halves, %v", f.sent, rows, len(blobs), len(left), err)
	}
	f.backsUp(ctx, 0)
	t.Attr("proof", fmt.Sprintf("the disk is full to its last byte | filled %d times on 64 MB of tmpfs while 6 agents write, a customer sends files and a backup is made | of %d replies acknowledged (%d refused meanwhile) %d lost, %d doubled; %d files sent, 0 lost, no halves left; pages were read all the while; a backup said why it failed, and the last one went well; %d MB of memory at most",
		*fills, len(f.kept), f.away, lost, doubled, f.sent, resident(t, running.Pid)>>10))
	if said, code := running.Stop(); code != 0 {
		t.Errorf("exited %d: %v", code, said)
	}
}

// filled is an installation whose disk others fill.
type filled struct {
	*storm
	t           *testing.T
	site        *rig.Site
	ballast, to string
	ana         *rig.Browser
	number      int64
	sent        int // files
}

// fill leaves no byte on the disk, looks at what people get, and makes room again.
func (f *filled) fill(ctx context.Context) {
	f.t.Helper()
	f.mu.Lock()
	before := f.away
	f.mu.Unlock()
	others, err := os.Create(f.ballast)
	ok(f.t, err)
	defer others.Close()
	takes := func() {
		if _, err := io.Copy(others, zeros{}); !errors.Is(err, syscall.ENOSPC) {
			f.t.Fatal(err)
		}
	}
	for refused := before; refused < before+5; { // what was freed meanwhile is taken too
		takes()
		time.Sleep(2 * time.Millisecond)
		f.mu.Lock()
		refused = f.away
		f.mu.Unlock()
		if ctx.Err() != nil {
			f.t.Fatal("nothing is refused on a full disk")
		}
	}
	key := fmt.Sprintf("open file %d", f.sent)
	path, form := fmt.Sprintf("/tickets/%d/replies", f.number), rig.Reply("Mis palabras", key)
	content := fmt.Appendf(make([]byte, 100_000), "%d", f.sent)
	takes()
	a, err := attach(ctx, f.ana, path, form, content)
	if ok(f.t, err); a.Status != http.StatusServiceUnavailable || !strings.Contains(a.Body, "Mis palabras") {
		f.t.Errorf("a file on a full disk gets %d and %.300s", a.Status, a.Body)
	}
	for _, page := range []string{"/tickets", fmt.Sprintf("/tickets/%d", f.number), "/healthz"} {
		if a, err := f.ana.Get(ctx, page); err != nil || a.Status != http.StatusOK {
			f.t.Errorf("%s on a full disk gets %d, %v", page, a.Status, err)
		}
	}
	takes()
	f.backsUp(ctx, 1)
	ok(f.t, os.Remove(f.ballast))
	ok(f.t, others.Close())
	for a.Status != http.StatusSeeOther && ctx.Err() == nil {
		a, err = attach(ctx, f.ana, path, form, content)
		ok(f.t, err)
	}
	f.sent++
}

// backsUp makes a backup on the same disk: with a whole disk nothing is left of it, and it is said why.
func (f *filled) backsUp(ctx context.Context, want int) {
	f.t.Helper()
	code, _, said, err := f.site.Run(ctx, "backup", f.to, "--keep", "1")
	ok(f.t, err)
	made, err := filepath.Glob(filepath.Join(f.to, "*Z", "manifest"))
	if ok(f.t, err); code != want || want != 0 && !strings.Contains(said, "is full: make room there") || len(made) != 1-want {
		f.t.Errorf("backup exits %d, wanted %d, leaves %d and says %q", code, want, len(made), said)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
