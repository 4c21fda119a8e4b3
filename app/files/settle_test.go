package files

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

func receive(t *testing.T, s *Store, content string) Blob {
	t.Helper()
	b, err := s.Receive(t.Context(), "a.txt", strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// has tells whether the store can give a blob.
func has(s *Store, b Blob) bool {
	f, err := s.Open(context.Background(), b.SHA256)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// What no row names goes; of two requests with the same content, one of which is refused,
// the other keeps its file, whichever ends first.
func TestReceivedIsKeptOrDropped(t *testing.T) {
	s := open(t)
	gone := receive(t, s, "refused")
	s.Drop(gone)
	if left := stored(t, s); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	for name, end := range map[string]func(taken, refused Blob){
		"refused first": func(taken, refused Blob) { s.Drop(refused); must(s.Keep(taken)); s.Drop(taken) },
		"taken first":   func(taken, refused Blob) { must(s.Keep(taken)); s.Drop(taken); s.Drop(refused) },
		"both kept":     func(taken, refused Blob) { must(s.Keep(taken)); must(s.Keep(refused)); s.Drop(taken, refused) },
		"kept twice":    func(taken, refused Blob) { must(s.Keep(taken, taken)); s.Drop(taken, refused) },
	} {
		taken, refused := receive(t, s, name), receive(t, s, name)
		if !has(s, taken) {
			t.Errorf("%s: not to be read before it is settled", name)
		}
		end(taken, refused)
		if left, err := os.ReadDir(s.tmp()); err != nil || len(left) > 0 || !has(s, taken) {
			t.Errorf("%s: %v left, %v", name, left, err)
		}
	}
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			b := receive(t, s, "at once")
			defer s.Drop(b)
			if i%2 == 0 {
				must(s.Keep(b))
			}
		})
	}
	wait.Wait()
	if b := receive(t, s, "at once"); !has(s, b) {
		t.Error("lost")
	} else if s.Drop(b); !has(s, b) {
		t.Error("dropped what another keeps")
	}
}

// The program ends between a row and its file's lasting place: the row finds it, and after
// the next start it lies where it belongs.
func TestCrashBeforeSettling(t *testing.T) {
	s := open(t)
	b := receive(t, s, "named by a row")
	again, err := Open(s.dir)
	must(err)
	if !has(again, b) {
		t.Fatal("lost")
	}
	ago := time.Now().Add(-2 * time.Hour)
	must(os.Chtimes(b.at, ago, ago))
	again, err = Open(s.dir)
	must(err)
	if _, err := os.Stat(again.path(b.SHA256)); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(s.tmp()); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
