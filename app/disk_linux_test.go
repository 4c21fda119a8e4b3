package app_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

// fillsDisk: a customer sends one file after the other at an installation on a small disk.
// Files stop, everybody reads, writes and signs in; with less room all read and sign in;
// and everything comes back by itself.
func fillsDisk(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	if err := syscall.Mount("tmpfs", site.Dir, "tmpfs", 0, "size=48m"); err != nil {
		t.Skip("mounting needs root:", err)
	}
	t.Cleanup(func() { syscall.Unmount(site.Dir, syscall.MNT_DETACH) })
	site.Env = []string{"HILO_DISK_FILES=24MB", "HILO_DISK_ALL=12MB"}
	running := serve(ctx, t, site)
	mallory, number := opens(ctx, t, site, "mallory@example.com")
	ana, hers := opens(ctx, t, site, "ana@example.com")

	status, refused := 0, 0
	for i := 0; i < 60 && refused < 20; i++ {
		form := rig.Reply(strings.Repeat("a", 30_000*(i%2)), fmt.Sprint("fill ", i)) // every other is too long
		a, err := attach(ctx, mallory, fmt.Sprintf("/tickets/%d/replies", number), form, fmt.Appendf(make([]byte, 2<<20), "%d", i))
		ok(t, err)
		if status = a.Status; status == http.StatusServiceUnavailable {
			refused++
		}
	}
	if free := freeBytes(t, site.Dir); status != http.StatusServiceUnavailable || free < 24<<20 {
		t.Errorf("the last got %d, %d bytes are free", status, free)
	}
	says := func(when string, words, ready string, want int) {
		t.Helper()
		var reply rig.Answer
		var err error
		for i := 0; i < 500 && reply.Status != want; i++ { // a look at the disk is good for a second
			reply, err = ana.Post(ctx, fmt.Sprintf("/tickets/%d/replies", hers), rig.Reply(words, fmt.Sprint(when, i)))
			ok(t, err)
		}
		page, err := ana.Get(ctx, fmt.Sprintf("/tickets/%d", hers))
		ok(t, err)
		if reply.Status != want || !strings.Contains(reply.Body+page.Body, words) || page.Status != http.StatusOK {
			t.Errorf("%s: a reply got %d, want %d; the page %d", when, reply.Status, want, page.Status)
		}
		a, err := ana.Get(ctx, "/readyz")
		ok(t, err)
		if a.Status != http.StatusOK || a.Body != ready {
			t.Errorf("%s: readyz says %d %q", when, a.Status, a.Body)
		}
		someone := rig.NewBrowser(site.Addr, site.Post, nil)
		if _, err := someone.SignIn(ctx, strings.ReplaceAll(when, " ", "-")+"@example.com"); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	ballast := filepath.Join(site.Dir, "ballast")
	ok(t, os.WriteFile(ballast, make([]byte, freeBytes(t, site.Dir)-(20<<20)), 0o600))
	says("files stop", "sin archivos", "ready\ndegraded: disk\n", http.StatusSeeOther)
	ok(t, os.WriteFile(ballast+"2", make([]byte, freeBytes(t, site.Dir)-(8<<20)), 0o600))
	says("all stops", "lo que escribo", "ready\ndegraded: disk\n", http.StatusServiceUnavailable)
	ok(t, os.Remove(ballast))
	ok(t, os.Remove(ballast+"2"))
	ok(t, os.RemoveAll(filepath.Join(site.Dir, "files")))
	ok(t, os.MkdirAll(filepath.Join(site.Dir, "files", "tmp"), 0o700))
	says("room again", "de nuevo", "ready\n", http.StatusSeeOther)
	a, err := attach(ctx, ana, fmt.Sprintf("/tickets/%d/replies", hers), rig.Reply("y un archivo", "file"), []byte("archivo"))
	if ok(t, err); a.Status != http.StatusSeeOther {
		t.Errorf("a file again: %d", a.Status)
	}
	if log := site.Log(); strings.Count(log, "degraded: disk") < 2 || !strings.Contains(log, "room again") {
		t.Errorf("the log: %s", log)
	}
	if said, code := running.Stop(); code != 0 {
		t.Errorf("exited %d: %v", code, said)
	}
}

func freeBytes(t *testing.T, dir string) int64 {
	t.Helper()
	var at syscall.Statfs_t
	ok(t, syscall.Statfs(dir, &at))
	return int64(at.Bavail) * int64(at.Bsize)
}
