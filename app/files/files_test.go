package files

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hilo/app/fault"
)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put stores content that must be taken.
func put(t *testing.T, s *Store, name string, content []byte) Blob {
	t.Helper()
	b, err := s.Put(t.Context(), name, bytes.NewReader(content), Default.Each)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// picture is red on its left half and blue on its right.
func picture(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
			if x >= w/2 {
				m.SetRGBA(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// refused asserts a fault and that nothing stayed behind.
func refused(t *testing.T, s *Store, err error, kind fault.Kind, key string) {
	t.Helper()
	if f := fault.Of(err); f.Kind != kind || f.Key != key || f.Field != "files" {
		t.Errorf("got %v (%v), want %s", err, f, key)
	}
	if left := stored(t, s); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// stored lists every file under the store.
func stored(t *testing.T, s *Store) (names []string) {
	t.Helper()
	err := filepath.WalkDir(s.dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, e.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// What a crash left half received is gone after the next start; a running upload stays.
func TestOpenTidies(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"in-old", "in-new"} {
		if err := os.WriteFile(filepath.Join(s.tmp(), name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ago := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(s.tmp(), "in-old"), ago, ago); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, s); len(got) != 1 || got[0] != "in-new" {
		t.Errorf("left: %v", got)
	}
	b := put(t, s, "a.txt", []byte("words"))
	for path, want := range map[string]os.FileMode{dir: 0o700, s.tmp(): 0o700, filepath.Dir(s.path(b.SHA256)): 0o700, s.path(b.SHA256): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

// An address is the only thing that opens a blob.
func TestOpenRefusesPaths(t *testing.T) {
	s := open(t)
	for _, sha := range []string{"", "../../etc/passwd", "tmp", string(bytes.Repeat([]byte("A"), 64)), string(bytes.Repeat([]byte("/"), 64))} {
		if f, err := s.Open(t.Context(), sha); err == nil {
			f.Close()
			t.Errorf("%q opened", sha)
		}
	}
}
