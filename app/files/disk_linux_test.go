package files

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"hilo/app/fault"
)

// A small disk: what does not fit is told as such, nothing of it stays, the marks say how it
// is, and all comes back by itself.
func TestSmallDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("mounting needs root:", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	s, err := Open(filepath.Join(dir, "files"))
	must(err)
	d := Watch(4<<20, 1<<20, dir, t.TempDir())
	room := func(want Room) {
		t.Helper()
		if got := d.Room(); got != want {
			t.Errorf("%d free: %d, want %d", d.Free(), got, want)
		}
	}
	room(Enough)
	b, err := s.Put(t.Context(), "a.log", io.LimitReader(letters{}, 5<<20), 6<<20)
	must(err)
	room(NoFiles)
	if _, err := s.Receive(t.Context(), "b.log", io.LimitReader(letters{}, 5<<20), 6<<20); fault.Of(err).Kind != fault.Away || fault.Of(err).Key != "files.disk" || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("more than fits: %v", err)
	}
	room(NoFiles)
	rest, err := s.Receive(t.Context(), "c.log", bytes.NewReader(make([]byte, 2500<<10)), 6<<20)
	must(err)
	room(ReadOnly)
	s.Drop(rest)
	room(NoFiles)
	must(os.Remove(s.path(b.SHA256)))
	room(Enough)
}

// What somebody only says that they will send takes no room of others; what comes is
// looked at step by step; strangers leave more than people; what ends gives all back.
func TestArrivals(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16m"); err != nil {
		t.Skip("mounting needs root:", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	d := Watch(4<<20, 1<<20, dir)
	begin := func(bytes int64, stranger, want bool) *Arrival {
		t.Helper()
		a, ok := d.Begin(bytes, stranger)
		if ok != want {
			t.Errorf("%d MB, stranger %t: %t", bytes>>20, stranger, ok)
		}
		return a
	}
	var slow []*Arrival
	for range 4 {
		slow = append(slow, begin(8<<20, false, true))
	}
	begin(9<<20, false, false) // that would not fit
	begin(5<<20, true, false)
	last := begin(100, false, true)
	rest := filepath.Join(dir, "rest")
	f, err := os.Create(rest)
	must(err)
	defer f.Close()
	n, err := io.Copy(f, io.LimitReader(last.Of(letters{}), 10<<20))
	if fault.Of(err).Key != "files.disk_low" || n < 6<<20 || n > 8<<20 {
		t.Errorf("%d bytes came, %v", n, err)
	}
	must(os.Remove(rest))
	must(f.Close())
	for _, a := range append(slow, last) {
		a.End()
	}
	if begin(7<<20, true, true); d.promised != step {
		t.Errorf("%d are promised", d.promised)
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}
