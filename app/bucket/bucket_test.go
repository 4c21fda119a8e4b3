package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"hilo/app/s3test"
)

func opened(t *testing.T, addr, key, secret string) *Bucket {
	t.Helper()
	b, err := Open(s3test.URL(addr), key, secret)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bytesOf are so many, always the same, and none like the next.
func bytesOf(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{}).Read(b)
	return b
}

func put(ctx context.Context, b *Bucket, object string, content []byte) error {
	sum := sha256.Sum256(content)
	return b.Put(ctx, object, bytes.NewReader(content), int64(len(content)), hex.EncodeToString(sum[:]))
}

func get(ctx context.Context, b *Bucket, object string, from, n int64) ([]byte, error) {
	r, err := b.Get(ctx, object, from, n)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// What is put comes back, whole and in parts; what is not there says so; what is removed is gone.
func TestObjects(t *testing.T) {
	server := s3test.Start(t)
	b, ctx := opened(t, server.Addr, s3test.Key, s3test.Secret), t.Context()
	b.prefix = "part/"
	content := bytesOf(1 << 20)
	if err := put(ctx, b, "a/b", content); err != nil {
		t.Fatal(err)
	}
	for _, part := range [][2]int64{{0, -1}, {0, 1 << 20}, {0, 1}, {1, 1}, {5, -1}, {1<<20 - 1, -1}, {1<<20 - 1, 1}, {300, 4000}, {7, 0}} {
		want := content[part[0]:]
		if part[1] >= 0 {
			want = want[:part[1]]
		}
		if got, err := get(ctx, b, "a/b", part[0], part[1]); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: %d bytes, %v", part, len(got), err)
		}
	}
	if size, err := b.Size(ctx, "a/b"); err != nil || size != 1<<20 {
		t.Error(size, err)
	}
	var listed []string
	if err := b.List(ctx, func(object string, _ time.Time) error { listed = append(listed, object); return nil }); err != nil || len(listed) != 1 || listed[0] != "a/b" {
		t.Error(listed, err)
	}
	for range 2 {
		if err := b.Remove(ctx, "a/b"); err != nil {
			t.Error(err)
		}
	}
	if _, err := get(ctx, b, "a/b", 0, -1); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := b.Size(ctx, "a/b"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	sum := sha256.Sum256([]byte("other"))
	if err := b.Put(ctx, "a/c", strings.NewReader("these"), 5, hex.EncodeToString(sum[:])); err == nil {
		t.Error("the store took what has another hash")
	}
}

// A store that fails for a moment is asked again; one that breaks off is asked for the rest.
func TestTriesAgain(t *testing.T) {
	proxy := s3test.Before(t, s3test.Start(t))
	b, ctx := opened(t, proxy.Addr, s3test.Key, s3test.Secret), t.Context()
	content := bytesOf(1 << 20)
	proxy.Set(s3test.Fail, 2)
	if err := put(ctx, b, "a", content); err != nil {
		t.Fatal(err)
	}
	proxy.Set(s3test.Gone, 1)
	if size, err := b.Size(ctx, "a"); err != nil || size != 1<<20 {
		t.Error(size, err)
	}
	proxy.Set(s3test.Cut, 3)
	if got, err := get(ctx, b, "a", 1000, -1); err != nil || !bytes.Equal(got, content[1000:]) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// A store that stays away, or says nothing, is away; nobody waits for it for long, and its
// error has no credentials.
func TestAway(t *testing.T) {
	proxy := s3test.Before(t, s3test.Start(t))
	b, ctx := opened(t, proxy.Addr, s3test.Key, s3test.Secret), t.Context()
	content := bytesOf(2 << 20)
	if err := put(ctx, b, "a", content); err != nil {
		t.Fatal(err)
	}
	b.Patience = 300 * time.Millisecond
	for _, mode := range []s3test.Mode{s3test.Fail, s3test.Gone, s3test.Stall} {
		for what, do := range map[string]func() error{
			"put":    func() error { return put(ctx, b, "b", []byte("words")) },
			"get":    func() error { _, err := get(ctx, b, "a", 0, -1); return err },
			"size":   func() error { _, err := b.Size(ctx, "a"); return err },
			"remove": func() error { return b.Remove(ctx, "a") },
			"claim":  func() error { return b.Claim(ctx, "ours") },
		} {
			proxy.Set(mode, -1)
			if err := do(); !errors.Is(err, ErrAway) || strings.Contains(err.Error(), s3test.Key) || strings.Contains(err.Error(), s3test.Secret) {
				t.Errorf("mode %d, %s: %v", mode, what, err)
			}
		}
	}
	if b.Failures.Load() == 0 {
		t.Error("no failure is counted")
	}
	proxy.Set(s3test.Pass, -1)
	b.Patience = patience
	if got, err := get(ctx, b, "a", 0, -1); err != nil || !bytes.Equal(got, content) {
		t.Errorf("it does not come back: %d bytes, %v", len(got), err)
	}
	gone, leave := context.WithCancel(ctx)
	proxy.Set(s3test.Stall, -1)
	asked := proxy.Asked.Load()
	go func() {
		for proxy.Asked.Load() == asked {
			time.Sleep(time.Millisecond)
		}
		leave()
	}()
	if _, err := get(gone, b, "a", 0, -1); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever asked left: %v", err)
	}
}

// Wrong credentials and buckets are refused by a sentence that says what to do, and tells none.
func TestRefused(t *testing.T) {
	server := s3test.Start(t)
	for _, tt := range []struct{ bucket, key, secret, says string }{
		{s3test.Bucket, "other-key", s3test.Secret, "HILO_FILES_KEY and HILO_FILES_SECRET"},
		{s3test.Bucket, s3test.Key, "other-secret", "HILO_FILES_KEY and HILO_FILES_SECRET"},
		{"nowhere", s3test.Key, s3test.Secret, `there is no bucket "nowhere"`},
	} {
		b := opened(t, server.Addr, tt.key, tt.secret)
		b.name = tt.bucket
		err := b.Claim(t.Context(), "ours")
		if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), tt.key) || strings.Contains(err.Error(), tt.secret) {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	b := opened(t, server.Addr, s3test.Key, s3test.Secret)
	for range 2 {
		if err := b.Claim(t.Context(), "ours"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Claim(t.Context(), "theirs"); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "another installation") {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	for text, says := range map[string]string{
		"s3://bucket": "", "s3://bucket?region=eu-west-1": "", "s3://bucket/help/desk?endpoint=https://s3.example.com:9000": "",
		"s3://bucket?endpoint=http://127.0.0.1:7070/": "",
		"s3://":                               "name of a bucket",
		"s3://B":                              "name of a bucket",
		"s3://key:SECRET@bucket":              "HILO_FILES_SECRET",
		"s3://bucket?secret_key=SECRET":       "HILO_FILES_SECRET",
		"s3://bucket?acl=public":              "not \"acl\"",
		"s3://bucket/../other":                "letters",
		"s3://bucket?endpoint=s3.example.com": "endpoint must be like",
		"s3://bucket?endpoint=https://a:SECRET@s3.example.com": "endpoint must be like",
		"s3://bucket?endpoint=https://s3.example.com/bucket":   "endpoint must be like",
		"s3://bu%zzcket": "must be like",
	} {
		_, err := Open(text, "key", "secret")
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "SECRET")) && !strings.Contains(says, "SECRET") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := Open("s3://bucket", "", ""); err == nil || !strings.Contains(err.Error(), "HILO_FILES_KEY") {
		t.Error(err)
	}
}

// A restore fills an empty bucket, or one that it began with; nothing else is ever mixed with it.
func TestBeginRestore(t *testing.T) {
	b, ctx := opened(t, s3test.Start(t).Addr, s3test.Key, s3test.Secret), t.Context()
	if err := errors.Join(b.Claim(ctx, "ours"), b.BeginRestore(ctx), put(ctx, b, "a", []byte("words")), b.BeginRestore(ctx), b.Remove(ctx, Restoring)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.BeginRestore(ctx); err == nil || !strings.Contains(err.Error(), "is in use") {
			t.Errorf("into a used one: %v", err)
		}
	}
}
