package files

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/app/fault"
	"hilo/app/picturetest"
)

// What takes too much is told by its parts, before anything is decoded: tens of thousands
// of passes over the pixels, or 688 MB out of 309 kB.
func TestCostIsCountedBefore(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content []byte
		fits    bool
	}{
		{"a few passes.jpg", picturetest.Scans(640, 480, 10), true},
		{"31512 passes.jpg", picturetest.Scans(640, 480, 31512), false},
		{"large, progressive.jpg", picturetest.Scans(5700, 5700, 10), true},
		{"deep.png", picturetest.PNG(6300, 6300, true), false},
		{"plain.png", picturetest.PNG(6300, 6300, false), true},
	} {
		s := open(t)
		used := allocated(func() {
			if b := put(t, s, tt.name, tt.content); (b.Width > 0) != tt.fits || b.Type[:6] != "image/" {
				t.Errorf("%s: %+v", tt.name, b)
			}
		})
		if used > 8<<20 {
			t.Errorf("%s: %d MiB", tt.name, used>>20)
		}
	}
}

// The largest pictures that are taken for some fit the limits of the child, which is the
// program as it is delivered: with cgo each thread takes some of them.
func TestLargestPicture(t *testing.T) {
	if !confined {
		t.Skip("other limits hold here")
	}
	program, err := rig.Build("../..", t.TempDir())
	must(err)
	for name, content := range map[string][]byte{"plain.png": picturetest.PNG(6300, 6300, false), "progressive.jpg": picturetest.Scans(5700, 5700, 10)} {
		s := open(t)
		s.Child = []string{program}
		if small, _ := preview(t, s, put(t, s, name, content)); small.Bounds().Dx() != previewSide {
			t.Errorf("%s: preview %v", name, small.Bounds())
		}
	}
}

// A content that breaks the limits is remembered; what befalls a child on a busy machine is
// tried again.
func TestOnlyContentIsRemembered(t *testing.T) {
	s := open(t)
	b := put(t, s, "a.png", pngOf(t, picture(30, 20)))
	good := s.Child
	for name, script := range map[string]string{
		"killed": "kill -9 $$", "failed": "exit 1", "a thread too many": "echo 'failed to create new OS thread' >&2; exit 2", "no program": "exec /nowhere",
		"no memory to begin with": "echo 'fatal error: runtime: out of memory' >&2; exit 2",
	} {
		s.Child = []string{"/bin/sh", "-c", script}
		if _, _, err := s.Preview(t.Context(), 1, b.SHA256, b.Type); err == nil || fault.Of(err).Kind == fault.Unknown {
			t.Errorf("%s: %v", name, err)
		}
		s.Child = good
		if _, err := os.Stat(s.path(b.SHA256) + ".preview"); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("%s is remembered: %v", name, err)
		}
	}
	preview(t, s, b)
	for name, script := range map[string]string{
		"no picture": "exit 3", "too large": "echo begun >&2; echo 'fatal error: runtime: out of memory' >&2; exit 2",
	} {
		s := open(t)
		b := put(t, s, "a.png", pngOf(t, picture(30, 20)))
		s.Child = []string{"/bin/sh", "-c", script}
		for range 2 {
			if _, _, err := s.Preview(t.Context(), 1, b.SHA256, b.Type); fault.Of(err).Kind != fault.Unknown {
				t.Errorf("%s: %v", name, err)
			}
			s.Child = []string{"/nowhere"} // not asked again
		}
	}
}

// The child's own limits hold: neither memory nor time beyond them.
func TestChildIsConfined(t *testing.T) {
	if !confined {
		t.Skip("other limits hold here")
	}
	s := open(t)
	b := put(t, s, "a.txt", make([]byte, 100))
	once := func(kind string) error {
		in, done, err := s.local(t.Context(), b.SHA256)
		must(err)
		defer done()
		out, err := os.CreateTemp(s.tmp(), "x")
		must(err)
		defer out.Close()
		return s.draw(t.Context(), in, out, kind)
	}
	for _, kind := range []string{"hoard", "spin", "panic"} {
		err := once(kind)
		for range 9 { // this program has cgo, and may find no room for a thread: what is no content's fault is tried again
			if err != nil && !errors.Is(err, errContent) {
				err = once(kind)
			}
		}
		if !errors.Is(err, errContent) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// Decoders that no picture has, before the child is one.
var _ = func() error {
	dot := func(io.Reader) (image.Config, error) { return image.Config{Width: 1, Height: 1}, nil }
	for kind, decode := range map[string]func(io.Reader) (image.Image, error){
		"hoard": func(io.Reader) (image.Image, error) { return &image.Gray{Pix: make([]byte, maxData)}, nil },
		"spin": func(io.Reader) (image.Image, error) {
			for n := 0; ; n++ {
			}
		},
		"panic": func(io.Reader) (image.Image, error) { panic("at the disco") },
	} {
		d := decoders[kind]
		d.config, d.decode = dot, decode
		decoders[kind] = d
	}
	return nil
}()

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Whoever leaves takes their child along.
func TestChildEndsWithItsAsker(t *testing.T) {
	s := open(t)
	b := put(t, s, "a.png", pngOf(t, picture(30, 20)))
	file := s.dir + "/pid"
	s.Child = []string{"/bin/sh", "-c", "echo $$ >" + file + ".new; mv " + file + ".new " + file + "; exec sleep 600"}
	ctx, cancel := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	go func() {
		_, _, err := s.Preview(ctx, 1, b.SHA256, b.Type)
		answer <- err
	}()
	pid := 0
	for ; pid == 0; time.Sleep(time.Millisecond) {
		said, _ := os.ReadFile(file)
		for _, c := range bytes.TrimSpace(said) {
			pid = pid*10 + int(c-'0')
		}
	}
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for n := 0; syscall.Kill(pid, 0) == nil; time.Sleep(time.Millisecond) {
		if n++; n > 5000 {
			t.Fatal("the child lives on")
		}
	}
}
