package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

// The program is asked to stop while Ana follows her ticket, Sam sends a file
// and Eva's file got stuck. It ends in time: Ana's page is told when to come
// back, Sam gets his answer, and the promise he made is kept by the next run.
func stopped(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	running := serve(ctx, t, site)
	ana, number := opens(ctx, t, site, "ana@example.com")
	sam, _, err := site.Agent(ctx, "sam@example.com")
	ok(t, err)
	eva, _, err := site.Agent(ctx, "eva@example.com")
	ok(t, err)
	stream, err := ana.Stream(ctx, fmt.Sprintf("/tickets/%d/live?after=1", number))
	ok(t, err)
	defer stream.Body.Close()
	events := bufio.NewReader(stream.Body)
	hears(t, events, "retry: ")
	kept, stuck := begin(ctx, sam, replies(number), "slow 1"), begin(ctx, eva, replies(number), "slow 2")
	for arriving(t, site) < 2 {
		time.Sleep(5 * time.Millisecond)
	}

	for range 3 { // connections that wait for a next request, and never end
		conn, err := net.Dial("tcp", site.Addr)
		ok(t, err)
		defer conn.Close()
		io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") // an error shows in the answer
		if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
			t.Fatal(err)
		}
	}
	broken, err := net.Dial("tcp", site.Addr)
	ok(t, err)
	broken.(*net.TCPConn).SetLinger(0)
	broken.Close() // without a word
	before := len(site.Post.Mails())
	type end struct {
		took time.Duration
		code int
	}
	over := make(chan end, 1)
	go func() {
		took, code := running.Stop()
		over <- end{took, code}
	}()
	hears(t, events, "event: restart")
	if again := hears(t, events, "retry: "); len(again) != len("retry: 1234") {
		t.Errorf("told to come back by %q", again)
	}
	if _, err := io.Copy(io.Discard, events); err != nil {
		t.Errorf("the stream broke: %v", err)
	}
	close(kept.goOn)
	if a := <-kept.answer; a.err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("who was sending got %d, %v", a.Status, a.err)
	}
	e := <-over
	if e.code != 0 || e.took > 10*time.Second {
		t.Errorf("serve exited %d after %v", e.code, e.took)
	}
	close(stuck.goOn)
	if a := <-stuck.answer; a.err == nil {
		t.Errorf("who got stuck was answered %d", a.Status)
	}
	if keys, rows := stored(ctx, t, site, "slow %"); keys != 1 || rows != 1 {
		t.Errorf("%d of the two replies are stored in %d rows", keys, rows)
	}

	if log := site.Log(); strings.Contains(log, `"ERROR"`) {
		t.Errorf("clients who left are told of as errors:\n%s", log)
	}
	serve(ctx, t, site)
	_, err = site.Post.Await(ctx, before, ana.Email, fmt.Sprint(number))
	ok(t, err)
	a, err := eva.Post(ctx, replies(number), rig.Reply("Words", "slow 2"))
	if ok(t, err); a.Status != http.StatusSeeOther {
		t.Errorf("who got stuck sends again and gets %d", a.Status)
	}
	t.Logf("stopped in %.1f s", e.took.Seconds())
}

// hears reads lines until one begins with a word, and returns it.
func hears(t *testing.T, events *bufio.Reader, word string) string {
	t.Helper()
	for {
		line, err := events.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended before %q: %v", word, err)
		}
		if strings.HasPrefix(line, word) {
			return strings.TrimSpace(line)
		}
	}
}

// upload is a reply whose file is half sent until goOn is closed.
type upload struct {
	goOn   chan struct{}
	answer chan outcome
}

type outcome struct {
	rig.Answer
	err error
}

// begin sends a reply with a file, up to the middle of the file.
func begin(ctx context.Context, b *rig.Browser, path, key string) upload {
	u := upload{make(chan struct{}), make(chan outcome, 1)}
	body, half := io.Pipe()
	form := multipart.NewWriter(half)
	r := b.Request(ctx, path, rig.Reply("", ""))
	r.Body, r.ContentLength, r.GetBody = body, -1, nil
	r.Header.Set("Content-Type", form.FormDataContentType())
	go func() {
		a, err := b.Send(r)
		u.answer <- outcome{a, err}
	}()
	go func() {
		for name, value := range map[string]string{"body": "With a file", "key": key, "send": "reply"} {
			form.WriteField(name, value)
		}
		part, _ := form.CreateFormFile("files", "list.txt") // an error shows in the answer
		io.WriteString(part, strings.Repeat("a line of a list\n", 10_000))
		<-u.goOn
		io.WriteString(part, "the last line\n")
		half.CloseWithError(form.Close())
	}()
	return u
}

// arriving counts the files of which something is on disk.
func arriving(t *testing.T, site *rig.Site) (n int) {
	t.Helper()
	ok(t, filepath.WalkDir(filepath.Join(site.Dir, "files"), func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil && info.Size() > 0 {
			n++
		}
		return nil
	}))
	return n
}
