package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/bucket"
	"hilo/app/clocktest"
	"hilo/app/fault"
	"hilo/app/s3test"
	"hilo/db"
	"hilo/db/dbtest"
)

// rented is a store whose blobs lie in a bucket behind a proxy.
type rented struct {
	*Store
	*objects
	server *s3test.Server
	proxy  *s3test.Proxy
}

func inBucket(t *testing.T) *rented {
	t.Helper()
	server := s3test.Start(t)
	proxy := s3test.Before(t, server)
	file := filepath.Join(t.TempDir(), "hilo.db")
	dbtest.Write(t, file)
	d, err := db.Open(t.Context(), file)
	must(err)
	t.Cleanup(func() { d.Close() })
	b, err := bucket.Open(s3test.URL(proxy.Addr), s3test.Key, s3test.Secret)
	must(err)
	s, err := OpenBucket(t.TempDir(), b, d, "ours")
	must(err)
	must(s.Begin(t.Context()))
	return &rented{s, s.place.(*objects), server, proxy}
}

// count counts rows.
func (r *rented) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	must(r.db.Read.NewRaw(query, args...).Scan(t.Context(), &n))
	return n
}

// contents are the objects but for whose the bucket is.
func (r *rented) contents(t *testing.T) (all []string) {
	t.Helper()
	for _, name := range r.server.Objects(t) {
		if name != bucket.Owner {
			all = append(all, name)
		}
	}
	return all
}

func read(t *testing.T, s *Store, sha string, from, n int64) (string, error) {
	t.Helper()
	r, err := s.OpenPart(t.Context(), sha, from, n)
	if err != nil {
		return "", err
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	return string(text), err
}

// machine is the machine's own time, and later.
func machine(later time.Duration) time.Time { return clocktest.Now().Add(later - clocktest.Ahead()) }

func nobodys(context.Context, []string) ([]string, error) { return nil, nil }

// Wherever blobs lie, the store is the same.
func TestPlacesAreAlike(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *Store{
		"folder": open, "bucket": func(t *testing.T) *Store { return inBucket(t).Store },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			b := put(t, s, "a.txt", []byte("some words"))
			put(t, s, "b.txt", []byte("some words"))
			for _, tt := range []struct {
				from, n int64
				want    string
			}{{0, -1, "some words"}, {5, -1, "words"}, {0, 4, "some"}, {5, 2, "wo"}, {9, 1, "s"}} {
				if got, err := read(t, s, b.SHA256, tt.from, tt.n); err != nil || got != tt.want {
					t.Errorf("%d, %d: %q, %v", tt.from, tt.n, got, err)
				}
			}
			sum := sha256.Sum256([]byte("other words"))
			if _, err := read(t, s, hex.EncodeToString(sum[:]), 0, -1); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("what was never put: %v", err)
			}
			_, err := s.Receive(t.Context(), "a.bin", io.LimitReader(zeros{}, 2<<20), 1<<20)
			if fault.Of(err).Kind != fault.TooBig {
				t.Error(err)
			}
			got := receive(t, s, "no row names it yet")
			if !has(s, got) {
				t.Error("cannot be read before a row names it")
			}
			must(s.Keep(got, got))
			if s.Drop(got); !has(s, got) {
				t.Error("dropped, but a row names it")
			}
			p := put(t, s, "a.png", pngOf(t, picture(900, 300)))
			for range 2 {
				if f, kind, err := s.Preview(t.Context(), 1, p.SHA256, p.Type); err != nil || kind != "image/jpeg" {
					t.Error(kind, err)
				} else {
					f.Close()
				}
			}
			if left, err := os.ReadDir(s.tmp()); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}

// The same content is stored once; what the bucket lost is stored again, and the sweeper takes the rest.
func TestObjectsAreStoredOnce(t *testing.T) {
	s := inBucket(t)
	b := put(t, s.Store, "a.txt", []byte("some words"))
	put(t, s.Store, "b.txt", []byte("some words"))
	if all := s.contents(t); len(all) != 1 || !strings.HasPrefix(all[0], b.SHA256+"/") {
		t.Fatal(all)
	}
	must(s.bucket.Remove(t.Context(), s.contents(t)[0]))
	if _, err := read(t, s.Store, b.SHA256, 0, -1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("lost: %v", err)
	}
	put(t, s.Store, "a.txt", []byte("some words"))
	if got, err := read(t, s.Store, b.SHA256, 0, -1); err != nil || got != "some words" {
		t.Error(got, err)
	}
	if n := s.count(t, "SELECT count(*) FROM blobs WHERE NOT stored"); n != 1 {
		t.Errorf("%d rows of what is lost", n)
	}
}

// What nobody needs goes: its row, and then that object. What came again meanwhile, what
// a message takes at that moment, and what a row needs, stays.
func TestSweepBucket(t *testing.T) {
	s := inBucket(t)
	now := clocktest.Now()
	s.Store.Now = func() time.Time { return now }
	needed, again, taken, old := put(t, s.Store, "a.txt", []byte("needed")), put(t, s.Store, "a.txt", []byte("again")), put(t, s.Store, "a.txt", []byte("taken")), put(t, s.Store, "a.png", pngOf(t, picture(20, 10)))
	preview(t, s.Store, old)
	claim := func(sha string) error {
		return s.db.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			return s.Store.Claim(ctx, tx, []string{sha, needed.SHA256})
		})
	}
	now = now.Add(25 * time.Hour)
	n, err := s.Sweep(t.Context(), func(context.Context, []string) ([]string, error) {
		put(t, s.Store, "a.txt", []byte("again"))
		must(claim(taken.SHA256))
		return []string{needed.SHA256}, nil
	}, now.Add(-24*time.Hour))
	if err != nil || n != 1 || !has(s.Store, needed) || !has(s.Store, again) || !has(s.Store, taken) || has(s.Store, old) || len(s.contents(t)) != 3 {
		t.Errorf("swept %d, %v, left %v", n, err, s.contents(t))
	}
	if _, err := os.Stat(s.path(old.SHA256) + ".preview"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its preview: %v", err)
	}
	if err := claim(old.SHA256); fault.Of(err).Key != "files.gone" {
		t.Errorf("what is gone is claimed: %v", err)
	}
}

// The bucket is away when the sweeper comes: it keeps what it is not sure of, and takes later
// what it left behind, but only when that is old. Nothing that is not ours is ever touched.
func TestStrays(t *testing.T) {
	s := inBucket(t)
	now := clocktest.Now()
	s.Store.Now = func() time.Time { return now }
	b, ctx := put(t, s.Store, "a.txt", []byte("words")), t.Context()
	sum := sha256.Sum256([]byte("theirs"))
	must(s.bucket.Put(ctx, "theirs.txt", strings.NewReader("theirs"), 6, hex.EncodeToString(sum[:])))
	now = now.Add(25 * time.Hour)
	s.bucket.Patience = 300 * time.Millisecond
	s.proxy.Set(s3test.Gone, -1)
	if _, err := s.Sweep(ctx, nobodys, now); !errors.Is(err, bucket.ErrAway) || s.count(t, "SELECT count(*) FROM blobs") != 1 {
		t.Error(err)
	}
	s.proxy.Set(s3test.Pass, -1)
	s.bucket.Patience = 10 * time.Second
	_, err := s.db.Exec(ctx, "DELETE FROM blobs") // as a sweeper that was ended before the object
	must(err)
	s.listed = time.Time{}
	s.Store.Now = func() time.Time { return machine(0) } // objects have that
	_, err = s.Sweep(ctx, nobodys, now)
	if must(err); len(s.contents(t)) != 2 {
		t.Errorf("young: left %v", s.contents(t))
	}
	s.Store.Now = func() time.Time { return machine(72 * time.Hour) }
	_, err = s.Sweep(ctx, nobodys, now)
	if must(err); len(s.contents(t)) != 1 || s.contents(t)[0] != "theirs.txt" {
		t.Errorf("old: left %v of %s", s.contents(t), b.SHA256)
	}
	other, err := OpenBucket(t.TempDir(), s.bucket, s.db, "theirs")
	must(err)
	if _, err := other.Sweep(ctx, nobodys, now); !errors.Is(err, bucket.ErrRefused) {
		t.Errorf("another's bucket is swept: %v", err)
	}
}

// A bucket that does not answer is said to whoever sends; nothing stays behind, and the same
// file is taken as soon as it answers.
func TestBucketAway(t *testing.T) {
	s := inBucket(t)
	b := put(t, s.Store, "a.txt", []byte("some words"))
	s.bucket.Patience = 300 * time.Millisecond
	for _, mode := range []s3test.Mode{s3test.Fail, s3test.Gone, s3test.Stall} {
		s.proxy.Set(mode, -1)
		for _, text := range []string{"some words", fmt.Sprint("others ", mode)} {
			_, err := s.Receive(t.Context(), "a.txt", strings.NewReader(text), 1<<20)
			if f := fault.Of(err); f.Kind != fault.Away || f.Key != "files.store" || !errors.Is(err, bucket.ErrAway) {
				t.Errorf("mode %d, put: %v", mode, err)
			}
		}
		if _, err := read(t, s.Store, b.SHA256, 0, -1); fault.Of(err).Kind != fault.Away || fault.Of(err).Key != "files.away" {
			t.Errorf("mode %d, open: %v", mode, err)
		}
	}
	if left, err := os.ReadDir(s.tmp()); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	s.proxy.Set(s3test.Fail, 1) // and once more, which nobody notices
	s.bucket.Patience = 10 * time.Second
	if got := put(t, s.Store, "a.txt", []byte("others 3")); !has(s.Store, got) {
		t.Error("lost")
	}
	if n := s.count(t, "SELECT count(*) FROM blobs WHERE NOT stored"); n != 3 {
		t.Errorf("%d rows of what was begun", n)
	}
	s.Store.Now = func() time.Time { return clocktest.Now().Add(96 * time.Hour) }
	needed := func(_ context.Context, shas []string) ([]string, error) { return []string{b.SHA256}, nil }
	if n, err := s.Sweep(t.Context(), needed, s.Store.Now()); err != nil || n != 4 || !has(s.Store, b) {
		t.Errorf("swept %d of what was begun, or is not needed, %v", n, err)
	}
}

// A restore puts files into the bucket as they were.
func TestRestoreIntoBucket(t *testing.T) {
	s := inBucket(t)
	content := bytes.Repeat([]byte("words "), 1000)
	sum := sha256.Sum256(content)
	sha := hex.EncodeToString(sum[:])
	file := filepath.Join(t.TempDir(), sha)
	must(os.WriteFile(file, content, 0o600))
	f, err := os.Open(file)
	must(err)
	defer f.Close()
	for range 2 {
		must(s.Restore(t.Context(), f, sha, int64(len(content))))
	}
	if got, err := read(t, s.Store, sha, 0, -1); err != nil || got != string(content) || len(s.contents(t)) != 1 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
