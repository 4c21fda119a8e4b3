package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// age makes a blob look as if it had been sent two days ago.
func age(t *testing.T, s *Store, b Blob) Blob {
	t.Helper()
	ago := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(s.path(b.SHA256), ago, ago); err != nil {
		t.Fatal(err)
	}
	return b
}

// The sweeper takes what is old and belongs to nobody, with its preview.
func TestSweep(t *testing.T) {
	s := open(t)
	needed := age(t, s, put(t, s, "needed.txt", []byte("needed")))
	again := age(t, s, put(t, s, "again.txt", []byte("again")))
	young := put(t, s, "young.txt", []byte("young"))
	old := put(t, s, "old.png", pngOf(t, picture(20, 10)))
	preview(t, s, old)
	age(t, s, old)
	put(t, s, "again.txt", []byte("again")) // sent once more

	var asked []string
	times := 0
	referenced := func(_ context.Context, shas []string) ([]string, error) {
		times++
		asked = append(asked, shas...)
		return []string{needed.SHA256}, nil
	}
	n, err := s.Sweep(t.Context(), referenced, time.Now().Add(-24*time.Hour))
	if err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	left, want := stored(t, s), []string{needed.SHA256, again.SHA256, young.SHA256}
	slices.Sort(left)
	slices.Sort(want)
	if !slices.Equal(left, want) {
		t.Errorf("left %v", left)
	}
	if times != 1 {
		t.Errorf("asked %d times for one batch", times)
	}
	if slices.Contains(asked, young.SHA256) || !slices.Contains(asked, old.SHA256) {
		t.Errorf("asked for %v", asked)
	}
}

// A file that comes in again while the sweeper asks about it stays.
func TestSweepRacesUpload(t *testing.T) {
	s := open(t)
	b := age(t, s, put(t, s, "a.txt", []byte("words")))
	meanwhile := func(context.Context, []string) ([]string, error) {
		put(t, s, "b.txt", []byte("words"))
		return nil, nil
	}
	if n, err := s.Sweep(t.Context(), meanwhile, time.Now().Add(-24*time.Hour)); n != 0 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	f, err := s.Open(t.Context(), b.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// Who does not know keeps.
func TestSweepKeepsWhenInDoubt(t *testing.T) {
	s := open(t)
	age(t, s, put(t, s, "a.txt", []byte("words")))
	down := errors.New("database is down")
	_, err := s.Sweep(t.Context(), func(context.Context, []string) ([]string, error) { return nil, down }, time.Now())
	if !errors.Is(err, down) || len(stored(t, s)) != 1 {
		t.Errorf("%v, left %v", err, stored(t, s))
	}
}

// However many blobs there are, each is asked for once and the rest goes.
func TestSweepManyBlobs(t *testing.T) {
	s := open(t)
	var keep []string
	for i := range sweepBatch + 10 {
		if b := age(t, s, put(t, s, "a.txt", fmt.Appendf(nil, "words %d", i))); i%100 == 0 {
			keep = append(keep, b.SHA256)
		}
	}
	times := 0
	n, err := s.Sweep(t.Context(), func(_ context.Context, shas []string) ([]string, error) {
		times++
		return keep, nil
	}, time.Now().Add(-24*time.Hour))
	if err != nil || n != sweepBatch+10-len(keep) || times != 2 || len(stored(t, s)) != len(keep) {
		t.Errorf("swept %d in %d batches, left %d, %v", n, times, len(stored(t, s)), err)
	}
}
