package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

// withstands: one program with few descriptors, on a small disk, is attacked in one way
// after the other. Whoever is signed in reads and writes all the while; afterwards there
// are as many descriptors and files as before, and it took little memory.
func withstands(t *testing.T, file string) {
	ctx := within(t, 3*time.Minute)
	dir := t.TempDir()
	disk(t, dir)
	site, err := rig.NewSite(file, dir)
	ok(t, err)
	t.Cleanup(func() { site.Post.Close() })
	site.Descriptors = descriptors
	_, port, _ := net.SplitHostPort(site.Addr)
	site.Env = []string{"HILO_ADDR=0.0.0.0:" + port, "HILO_PROXY=127.0.0.0/8", "HILO_CODES_NETWORK=40", "HILO_DISK_FILES=24MB", "HILO_DISK_ALL=8MB",
		"HILO_BYTES_A_DAY=16MB", "HILO_BYTES_WAITING=4MB", "HILO_BYTES_A_DAY_NOBODY=3MB", "HILO_BYTES_A_DAY_STRANGERS=12MB"}
	running := serve(ctx, t, site)
	w := &wall{t: t, ctx: ctx, siege: &siege{t: t, site: site}, pid: running.Pid}
	w.ana, w.number = w.person("ana@example.com")
	w.luis, w.long = w.person("luis@example.com")
	if w.sam, _, err = site.Agent(ctx, "sam@example.com"); err != nil {
		t.Fatal(err)
	}
	w.lives("before")
	before := w.state(ctx, running)
	for _, attack := range []struct {
		name string
		make func()
	}{
		{"refused forms", w.refusedForms},
		{"files of strangers", w.strangersFiles},
		{"mailboxes that are made up", w.madeUpMailboxes},
		{"texts that stop", w.textsThatStop},
		{"parts without end", w.partsWithoutEnd},
		{"other endings", w.otherEndings},
		{"one address", w.oneAddress},
		{"controls", w.controls},
		{"tickets of strangers", w.strangersTickets},
		{"questions without end", w.questionsWithoutEnd},
		{"pictures", w.pictures},
	} {
		attack.make()
		w.lives(attack.name)
		if t.Failed() {
			t.Fatalf("it was %s", attack.name)
		}
	}
	for _, b := range w.strangers {
		b.CloseIdleConnections()
	}
	for w.underWay() > 0 && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	before.files += w.taken
	after := w.settles(ctx, running, before)
	if after.files != before.files {
		t.Errorf("%d files, %d after", before.files, after.files)
	}
	if lines := strings.Count(site.Log(), "\n"); lines > 40 {
		t.Errorf("%d lines in the log:\n%.4000s", lines, site.Log())
	}
	t.Logf("%d MB at most, of a preview's child %d MB", after.memory>>10, w.child>>10)
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d\n%s", code, site.Log())
	}
}

// wall is what is attacked, and who lives behind it.
type wall struct {
	*siege
	t         *testing.T
	ctx       context.Context
	pid       int
	strangers []*rig.Browser // whose connections wait for more
	taken     int            // files that attackers were allowed
	child     int            // kB that a child took at most
	n         int            // answers so far
}

// person signs in, opens a ticket, and comes from an address of their own.
func (w *wall) person(email string) (b *rig.Browser, number int64) {
	w.t.Helper()
	b, number = opens(w.ctx, w.t, w.site, email)
	from(b, fmt.Sprintf("192.0.2.%d", number%250))
	return b, number
}

// nobody is a browser that comes from an address.
func (w *wall) nobody(address string) *rig.Browser {
	b := rig.NewBrowser(w.site.Addr, w.site.Post, nil)
	from(b, address)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.strangers = append(w.strangers, b)
	return b
}

// lives has Ana and Sam read and write.
func (w *wall) lives(when string) {
	w.t.Helper()
	w.n++
	words, at := fmt.Sprintf("%s %d", when, w.n), fmt.Sprintf("/tickets/%d", w.number)
	if _, err := w.ana.PostWanting(w.ctx, http.StatusSeeOther, at+"/replies", rig.Reply(words, words)); err != nil {
		w.t.Errorf("%s: ana writes: %v", when, err)
	}
	for path, b := range map[string]*rig.Browser{at: w.ana, "/tickets": w.ana, "/desk" + at: w.sam} {
		if a, err := b.Get(w.ctx, path); err != nil || a.Status != http.StatusOK || path != "/tickets" && !strings.Contains(a.Body, words) {
			w.t.Errorf("%s: %s reads %s: %d, %v", when, b.Email, path, a.Status, err)
		}
	}
}

// bytes is how much lies in the folder of attachments.
func (w *wall) bytes() (n int64) {
	filepath.WalkDir(filepath.Join(w.site.Dir, "files"), func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil // one that goes meanwhile is none
	})
	return n
}

// underWay is how many files are only half received.
func (w *wall) underWay() int {
	all, err := os.ReadDir(filepath.Join(w.site.Dir, "files", "tmp"))
	ok(w.t, err)
	return len(all)
}

// count asks the database.
func (w *wall) count(query string, args ...any) (n int) {
	w.t.Helper()
	d, err := db.Open(w.ctx, w.site.Database())
	ok(w.t, err)
	defer d.Close()
	ok(w.t, d.Read.NewRaw(query, args...).Scan(w.ctx, &n))
	return n
}

// times does what n times, some at once, and counts the statuses; 0: cut off.
func times(n int, do func(i int) (rig.Answer, error)) map[int]int {
	got := map[int]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := worker; i < n; i += 8 {
				a, err := do(i)
				if err != nil {
					a.Status = 0
				}
				mu.Lock()
				got[a.Status]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return got
}

// wire sends bytes as they are from an address of this machine, and returns the
// statuses of what comes back.
func (w *wall) wire(addr, give string) (statuses []int) {
	conn, err := new(net.Dialer).DialContext(w.ctx, "tcp", addr)
	ok(w.t, err)
	defer conn.Close()
	end, _ := w.ctx.Deadline()
	conn.SetDeadline(end)
	go func() {
		io.WriteString(conn, give) // who was sent away cannot
		conn.(*net.TCPConn).CloseWrite()
	}()
	for r := bufio.NewReader(conn); ; {
		a, err := http.ReadResponse(r, nil)
		if err != nil {
			return statuses
		}
		statuses = append(statuses, a.StatusCode)
		if _, err := io.Copy(io.Discard, a.Body); err != nil {
			return statuses
		}
	}
}

const formHead = "POST %s HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: %s\r\nContent-Type: %s\r\n"

// questionOf is the form of a ticket of nobody.
func questionOf(subject, email, key string) url.Values {
	form := rig.Question(subject, "Look at this: https://evil.example/", key)
	form.Set("email", email)
	return form
}
