package app_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/app/doctor"
	"hilo/app/s3test"
	"hilo/db"
)

// Files lie in a bucket. They come back whole and in parts, also after its store was away, when
// whoever attached one was told so; a backup has them, and a restore lays them out in a folder,
// or in another bucket. What is wrong with the settings is said, and no secret anywhere.
func keepsInBucket(t *testing.T, file string) {
	ctx := within(t, 2*time.Minute)
	proxy := s3test.Before(t, s3test.Start(t))
	site := found(t, file)
	ok(t, os.Chmod(site.Dir, 0o700))
	settings := func(part, key, secret string) []string {
		return []string{"HILO_FILES=" + strings.Replace(s3test.URL(proxy.Addr), "?", part+"?", 1), "HILO_FILES_KEY=" + key, "HILO_FILES_SECRET=" + secret}
	}
	site.Env = settings("", s3test.Key, "wrong-secret")
	code, _, said, err := site.Run(ctx, "serve")
	if ok(t, err); code != 1 || !strings.Contains(said, "HILO_FILES_KEY and HILO_FILES_SECRET") || strings.Contains(said, "wrong-secret") || strings.Contains(said, s3test.Key) {
		t.Errorf("with wrong credentials it exits %d and says %q", code, said)
	}
	site.Env = settings("", s3test.Key, s3test.Secret)
	running := serve(ctx, t, site)
	ana, number := opens(ctx, t, site, "ana@example.com")
	replies := fmt.Sprintf("/tickets/%d/replies", number)
	if a, err := attach(ctx, ana, replies, rig.Reply("a file", "one"), []byte("some words")); err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("the file gets %d, %v", a.Status, err)
	}
	dot, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	ok(t, err)
	if a, err := attachNamed(ctx, ana, replies, rig.Reply("a picture", "picture"), "dot.png", dot); err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("the picture gets %d, %v", a.Status, err)
	}
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	var text, picture string
	ok(t, d.Read.NewRaw("SELECT id FROM files ORDER BY seq LIMIT 1").Scan(ctx, &text))
	ok(t, d.Read.NewRaw("SELECT id FROM files ORDER BY seq DESC LIMIT 1").Scan(ctx, &picture))

	part := func(asked string) rig.Answer {
		r := ana.Request(ctx, "/files/"+text, nil)
		r.Header.Set("Range", asked)
		a, err := ana.Send(r)
		ok(t, err)
		return a
	}
	for _, tt := range []struct {
		asked  string
		status int
		body   string
	}{{"", 200, "some words"}, {"bytes=0-3", 206, "some"}, {"bytes=5-", 206, "words"}, {"bytes=-2", 206, "ds"}, {"bytes=5-999", 206, "words"}, {"bytes=10-", 416, ""}, {"bytes=4-2", 200, "some words"}, {"bytes=0-1,3-4", 200, "some words"}} {
		if a := part(tt.asked); a.Status != tt.status || tt.status != 416 && a.Body != tt.body {
			t.Errorf("%q gets %d, %q", tt.asked, a.Status, a.Body)
		}
	}
	if a, err := ana.Get(ctx, "/files/"+picture+"/preview"); err != nil || a.Status != 200 {
		t.Errorf("the preview gets %d, %v", a.Status, err)
	}

	proxy.Set(s3test.Fail, -1)
	if a, err := attach(ctx, ana, replies, rig.Reply("a second file", "two"), []byte("other words")); err != nil || a.Status != http.StatusServiceUnavailable || !strings.Contains(a.Body, "a second file") || !strings.Contains(a.Body, "no responde") {
		t.Errorf("while it is away, a file gets %d, %v", a.Status, err)
	}
	if a := part(""); a.Status != http.StatusServiceUnavailable || !strings.Contains(a.Body, "no responde") {
		t.Errorf("while it is away, a download gets %d", a.Status)
	}
	if _, lines := examine(ctx, t, site); lines["files"].Result != doctor.Fix {
		t.Errorf("while it is away, files are %+v", lines["files"])
	}
	proxy.Set(s3test.Pass, -1)
	if a, err := attach(ctx, ana, replies, rig.Reply("a second file", "two"), []byte("other words")); err != nil || a.Status != http.StatusSeeOther {
		t.Errorf("sent again, it gets %d, %v", a.Status, err)
	}
	if _, lines := examine(ctx, t, site); lines["files"].Result != doctor.Sound {
		t.Errorf("files are %+v", lines["files"])
	}
	to := t.TempDir()
	if code, out, said, err := site.Run(ctx, "backup", to, "--secrets"); err != nil || code != 0 || !strings.Contains(out, "files: 3, of which 3 new") {
		t.Fatalf("backup exits %d with %q and says %q, %v", code, out, said, err)
	}
	running.Stop()
	for _, secret := range []string{s3test.Secret, s3test.Key} {
		if strings.Contains(site.Log(), secret) {
			t.Errorf("the log has %s", secret)
		}
	}
	site.Env = nil
	if code, _, said, err := site.Run(ctx, "serve"); err != nil || code != 1 || !strings.Contains(said, "lie in a bucket") {
		t.Errorf("with a folder it exits %d and says %q, %v", code, said, err)
	}
	for _, env := range [][]string{nil, settings("/other", s3test.Key, s3test.Secret)} {
		movedTo(ctx, t, file, to, env)
	}
	again := found(t, file)
	again.Env = settings("", s3test.Key, s3test.Secret)
	for range 2 {
		if code, _, said, err := again.Run(ctx, "restore", to); err != nil || code != 1 || !strings.Contains(said, "is in use") {
			t.Errorf("into the same bucket restore exits %d and says %q, %v", code, said, err)
		}
	}
	ok(t, os.Remove(filepath.Join(site.Dir, "secret"))) // it is lost
	site.Env = settings("/other", s3test.Key, s3test.Secret)
	if code, _, said, err := site.Run(ctx, "serve", "--new-secret"); err != nil || code != 1 || !strings.Contains(said, "lie in another bucket") {
		t.Errorf("with other keys and another's bucket it exits %d and says %q, %v", code, said, err)
	}
	site.Env = settings("", s3test.Key, s3test.Secret)
	for range 2 {
		running, err := site.Serve(ctx, "--new-secret")
		ok(t, err)
		running.Stop()
	}
	serve(ctx, t, site).Stop()
	site.Env = settings("/empty", s3test.Key, s3test.Secret)
	if code, _, said, err := site.Run(ctx, "serve"); err != nil || code != 1 || !strings.Contains(said, "lie in another bucket") {
		t.Errorf("with an empty bucket it exits %d and says %q, %v", code, said, err)
	}
}

// movedTo lays out a backup with three files elsewhere, and has Ana read one there.
func movedTo(ctx context.Context, t *testing.T, file, from string, env []string) {
	t.Helper()
	site := found(t, file)
	site.Env = env
	code, out, said, err := site.Run(ctx, "restore", from)
	if ok(t, err); code != 0 || !strings.Contains(out, "files: 3") {
		t.Fatalf("restore exits %d with %q and says %q", code, out, said)
	}
	running := serve(ctx, t, site)
	ana, err := site.Customer(ctx, "ana@example.com")
	ok(t, err)
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	var id string
	ok(t, d.Read.NewRaw("SELECT id FROM files ORDER BY seq LIMIT 1").Scan(ctx, &id))
	if a, err := ana.Get(ctx, "/files/"+id); err != nil || a.Body != "some words" {
		t.Errorf("the file gets %d, %v", a.Status, err)
	}
	if left, err := filepath.Glob(filepath.Join(site.Dir, "restoring*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	running.Stop()
}
