package app_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

const cuts = 24

// The cable is cut after the commit and before the answer. Who sends again
// under the same key is shown what was stored, and it is there once.
func cut(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	running := serve(ctx, t, site)
	c := &cable{to: site.Addr}
	ana, number := opens(ctx, t, site, "ana@example.com")
	sam, _, err := site.Agent(ctx, "sam@example.com")
	ok(t, err)
	ana.Transport, sam.Transport = c.transport(), c.transport()
	guest := rig.NewBrowser(site.Addr, site.Post, nil)
	guest.Transport = c.transport()
	asGuest := func(subject, body, key string) url.Values {
		form := rig.Question(subject, body, key)
		form.Set("email", "guest@example.com")
		return form
	}
	for i := range cuts {
		key := fmt.Sprint("cut ", i)
		switch words := fmt.Sprint("Words ", i); i % 6 {
		case 0, 3:
			c.cutsAndRepeats(ctx, t, ana, fmt.Sprintf("/tickets/%d/replies", number), rig.Reply(words, key), i%2 == 0)
		case 1, 4:
			c.cutsAndRepeats(ctx, t, sam, replies(number), rig.Reply(words, key), i%2 == 0)
		case 2:
			c.cutsAndRepeats(ctx, t, ana, "/tickets", rig.Question(words, words, key), false)
		case 5:
			c.cutsAndRepeats(ctx, t, guest, "/tickets", asGuest(words, words, key), false)
		}
	}
	a, err := ana.Post(ctx, fmt.Sprintf("/tickets/%d/replies", number), rig.Reply("Other words", "cut 0"))
	if ok(t, err); a.Status != http.StatusConflict {
		t.Errorf("other words under a used key got %d", a.Status)
	}
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	keys, rows := stored(ctx, t, site, "cut %")
	if keys != cuts || rows != cuts {
		t.Errorf("%d cuts: %d keys in %d rows", cuts, keys, rows)
	}
	if n := c.cut.Load(); n != cuts {
		t.Errorf("%d answers were cut off, not %d", n, cuts)
	}
}

// stored counts the entries whose key is like a pattern.
func stored(ctx context.Context, t *testing.T, site *rig.Site, like string) (keys, rows int) {
	t.Helper()
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	ok(t, d.Read.NewRaw("SELECT count(DISTINCT key), count(*) FROM entries WHERE key LIKE ?", like).Scan(ctx, &keys, &rows))
	return keys, rows
}

// cable is a connection to the site that can be cut.
type cable struct {
	to    string
	fails atomic.Bool  // the next answer gets lost
	lost  atomic.Value // []byte, the last that did
	cut   atomic.Int32
}

// transport has a connection of its own for each request.
func (c *cable) transport() *http.Transport {
	return &http.Transport{DisableKeepAlives: true, DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		near, far := net.Pipe()
		server, err := new(net.Dialer).DialContext(ctx, network, c.to)
		if err != nil {
			return nil, err
		}
		go io.Copy(server, far)
		go func() {
			defer near.Close()
			defer far.Close()
			defer server.Close()
			if !c.fails.Swap(false) {
				io.Copy(far, server)
				return
			}
			answer, _ := io.ReadAll(server) // the whole of it, so what was asked is done
			c.lost.Store(answer)
			c.cut.Add(1)
		}()
		return near, nil
	}}
}

// cutsAndRepeats sends a form twice under the same key: the first answer gets
// lost, the second must tell of the same thing.
func (c *cable) cutsAndRepeats(ctx context.Context, t *testing.T, b *rig.Browser, path string, form url.Values, script bool) {
	t.Helper()
	send := func() (rig.Answer, error) {
		r := b.Request(ctx, path, form)
		if script {
			r.Header.Set("HX-Request", "true")
		}
		return b.Send(r)
	}
	c.fails.Store(true)
	if a, err := send(); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the cable was not cut: %d, %v", a.Status, err)
	}
	lost, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(c.lost.Load().([]byte))), nil)
	ok(t, err)
	first, err := io.ReadAll(lost.Body)
	ok(t, err)
	again, err := send()
	ok(t, err)
	want := lost.StatusCode
	if script {
		want = http.StatusOK // it is no new entry
	}
	if lost.StatusCode >= 400 || again.Status != want || again.Header.Get("Location") != lost.Header.Get("Location") {
		t.Errorf("%s: lost %d, then %d", path, lost.StatusCode, again.Status)
	}
	if script && entryID.FindString(again.Body) != entryID.FindString(string(first)) {
		t.Errorf("%s: another entry than the first time", path)
	}
}
