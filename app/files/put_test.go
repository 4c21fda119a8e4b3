package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"hilo/app/fault"
)

// What is stored is what was sent, once for the same content, under anybody's name.
func TestSameContentIsStoredOnce(t *testing.T) {
	s := open(t)
	content := pngOf(t, picture(30, 20))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, err := s.Put(t.Context(), "ana.png", bytes.NewReader(content), Default.Each); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	b := put(t, s, "sam.png", content)
	if b.Name != "sam.png" || b.Type != "image/png" || b.Size != int64(len(content)) || b.Width != 30 || b.Height != 20 {
		t.Errorf("got %+v", b)
	}
	if got := stored(t, s); len(got) != 1 || got[0] != b.SHA256 {
		t.Errorf("stored: %v", got)
	}
	f, err := s.Open(t.Context(), b.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, content) {
		t.Errorf("another content, %v", err)
	}
}

// 26 MiB without a stated length are cut at 25 and leave nothing.
func TestTooBigLeavesNothing(t *testing.T) {
	s := open(t)
	endless := io.LimitReader(zeros{}, 26<<20)
	_, err := s.Put(t.Context(), "long.log", endless, Default.Each)
	refused(t, s, err, fault.TooBig, "files.too_big")
	if rest, _ := io.Copy(io.Discard, endless); rest != 1<<20-1 {
		t.Errorf("%d bytes unread: Put must stop one byte past the limit", rest)
	}
	if args := fault.Of(err).Args; args[1] != "long.log" || args[3] != "25 MB" {
		t.Errorf("args %v", args)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A message that breaks off, is called off or is empty leaves nothing either.
func TestBrokenUploadLeavesNothing(t *testing.T) {
	s := open(t)
	_, err := s.Put(t.Context(), "empty.txt", strings.NewReader(""), 10)
	refused(t, s, err, fault.Invalid, "files.empty")

	cut := io.MultiReader(strings.NewReader("some"), broken{})
	if _, err = s.Put(t.Context(), "cut.txt", cut, 10); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = s.Put(gone, "gone.txt", strings.NewReader("some"), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left := stored(t, s); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A full disk is told as such: the kernel's own full device stands in for it.
func TestDiskFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	b := Blob{Meta: Meta{Name: "a.txt"}}
	err = fill(t.Context(), full, &b, strings.NewReader("words"), 10)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v", err)
	}
	if f := fault.Of(told("a.txt", err)); f.Kind != fault.Away || f.Key != "files.disk" || f.Args[1] != "a.txt" {
		t.Errorf("told %+v", f)
	}
}

// A message's files are counted together.
func TestTakeKeepsTheLimits(t *testing.T) {
	s, l := open(t), Limits{Count: 3, Each: 10, Total: 15}
	take := func(have []Blob, n int) error {
		_, err := s.Take(t.Context(), l, have, "a.txt", strings.NewReader(strings.Repeat("a", n)))
		return err
	}
	for _, tt := range []struct {
		name string
		have []Blob
		next int
		want string
	}{
		{"the first", nil, 10, ""},
		{"larger than one may be", nil, 11, "files.too_big"},
		{"the rest of the room", []Blob{{Meta: Meta{Size: 10}}}, 5, ""},
		{"more than the room", []Blob{{Meta: Meta{Size: 10}}}, 6, "files.total"},
		{"no room at all", []Blob{{Meta: Meta{Size: 10}}, {Meta: Meta{Size: 5}}}, 1, "files.total"},
		{"one too many", make([]Blob, 3), 1, "files.too_many"},
	} {
		err := take(tt.have, tt.next)
		if tt.want == "" && err != nil || tt.want != "" && fault.Of(err).Key != tt.want {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// What lies here on its way elsewhere is bounded, and the bound is asked before anything comes.
func TestSpool(t *testing.T) {
	d := Watch(-1, -1, t.TempDir())
	d.Spool(4 << 20)
	first, ok := d.Begin(2<<20, false)
	if !ok {
		t.Fatal("refused")
	}
	if n, err := io.Copy(io.Discard, first.Of(io.LimitReader(zeros{}, 2<<20))); err != nil || n != 2<<20 {
		t.Fatal(n, err)
	}
	if _, ok := d.Begin(2<<20, false); ok {
		t.Error("more is promised than fits")
	}
	second, ok := d.Begin(1<<20, false)
	if !ok {
		t.Fatal("what fits is refused")
	}
	if _, err := io.Copy(io.Discard, second.Of(zeros{})); fault.Of(err).Key != "files.disk_low" {
		t.Errorf("more comes than was said: %v", err)
	}
	first.End()
	second.End()
	if d.spooled != 0 {
		t.Errorf("%d bytes are still counted", d.spooled)
	}
}
