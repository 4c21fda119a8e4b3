package backup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A full folder, and one that nobody can write to, are said; what was begun there is gone,
// and the next backup goes well once there is room. A disk of its own gets copies, not links.
func TestSmallDisks(t *testing.T) {
	h := newHouse(t)
	h.file("a file")
	h.ok(os.Mkdir(h.dir, 0o700))
	mount := func(how uintptr, with string) {
		if err := syscall.Mount("tmpfs", h.dir, "tmpfs", how, with); err != nil {
			t.Skip("mounting needs root:", err)
		}
	}
	mount(0, "size=1m")
	t.Cleanup(func() { syscall.Unmount(h.dir, syscall.MNT_DETACH) })
	large := h.file(strings.Repeat("large ", 1<<20))
	_, err := Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, h.dir+" is full", "no new one was made")
	if stamps, err := (&place{dir: h.dir}).stamps(); err != nil || len(stamps) > 0 {
		t.Errorf("left: %v, %v", stamps, err)
	}
	mount(syscall.MS_REMOUNT, "size=64m")
	if made := h.make(Options{}); made.Files != 2 || len(made.Missing) > 0 || !slices.Contains(h.there(), large) {
		t.Errorf("%+v", made)
	}
	mount(syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=64m")
	_, err = Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, h.dir+" cannot be written to")
	if files, lost := h.lays(h.dir); files != 2 || len(lost) > 0 { // but restored from
		t.Errorf("%d files, lost %v", files, lost)
	}
	mount(syscall.MS_REMOUNT, "size=64m")
	var at syscall.Statfs_t
	h.ok(syscall.Statfs(h.dir, &at))
	h.ok(os.WriteFile(filepath.Join(h.dir, "ballast"), make([]byte, int64(at.Bavail)*int64(at.Bsize)-100<<10), 0o600)) // no room for a database
	_, err = Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, h.dir+" is full")
}
