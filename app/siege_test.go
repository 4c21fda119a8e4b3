package app_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

var (
	siegeLasts = flag.Duration("siege", 0, "how long the program is besieged; not at all in the suite, make proof does")
	siegeConns = flag.Int("siege-connections", 600, "how many connections each of two scripts holds")
)

const (
	descriptors = 300       // of the program
	diskSize    = "96m"     // under its folder
	memoryMost  = 256 << 10 // kB of resident memory
	waitMost    = 20 * time.Second
)

// Two scripts hold more connections than the program has descriptors, a customer
// sends files without end, strangers from one network ask codes for mailboxes that
// they made up, and others read a long page drop by drop. All the while who is signed
// in reads and writes, and Ana comes in on a new phone, answers with a picture and
// gets her alert. Afterwards all is as before.
func besieged(t *testing.T, file string) {
	if *siegeLasts == 0 {
		t.Skip("a siege takes a machine of its own: -siege 1m")
	}
	ctx := within(t, *siegeLasts+3*time.Minute)
	dir := t.TempDir()
	disk(t, dir)
	site, err := rig.NewSite(file, dir)
	ok(t, err)
	t.Cleanup(func() { site.Post.Close() })
	site.Descriptors = descriptors
	site.Env = []string{"HILO_PROXY=127.0.0.0/8", "HILO_DISK_FILES=48MB", "HILO_DISK_ALL=16MB"}
	running := serve(ctx, t, site)
	s := &siege{t: t, site: site}
	s.people(ctx)
	before := s.state(ctx, running)

	attack, over := context.WithCancel(ctx)
	defer over()
	var attackers, defenders sync.WaitGroup
	s.scripts(attack, &attackers)
	s.strangers(attack, &attackers)
	defenders.Go(func() { s.talks(attack) })
	defenders.Go(func() { s.comesAnew(attack) })
	defenders.Wait()
	over()
	attackers.Wait()

	if s.said < 3 || s.came < 1 {
		t.Errorf("only %d answers were sent meanwhile, on %d new phones", s.said, s.came)
	}
	after := s.settles(ctx, running, before)
	s.kept(ctx)
	t.Attr("proof", fmt.Sprintf("besieged | %v by two scripts of %d connections each, uploads without end, strangers of one network, slow readers; the program has %d descriptors and a disk of %s | %d answers of who is signed in, 0 lost, the slowest took %v; %d came in on new phones; attackers were answered, by status, %v; %d MB of memory at most; %d descriptors before, %d after",
		*siegeLasts, *siegeConns, descriptors, diskSize, s.said, s.slowest.Round(time.Millisecond), s.came, strings.TrimPrefix(fmt.Sprint(s.answered), "map"), after.memory>>10, before.open, after.open))
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	if t.Failed() {
		said := site.Log()
		t.Log(said[max(0, len(said)-4000):])
	}
}

// disk puts a small disk of its own under a folder, where one may.
func disk(t *testing.T, dir string) {
	t.Helper()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+diskSize); err != nil {
		t.Logf("no small disk (only root mounts one): %v", err)
		return
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
}

// siege is what is known on our side of it.
type siege struct {
	t    *testing.T
	site *rig.Site

	ana, sam, luis *rig.Browser
	number, long   int64 // Ana's ticket; Luis's, whose page is long

	mu       sync.Mutex
	said     int // answers that were acknowledged
	came     int // new phones
	slowest  time.Duration
	answered map[int]int // what attackers got
}

// people sign in before it begins.
func (s *siege) people(ctx context.Context) {
	s.t.Helper()
	s.answered = map[int]int{}
	s.ana, s.number = opens(ctx, s.t, s.site, "ana@example.com")
	s.luis, s.long = opens(ctx, s.t, s.site, "luis@example.com")
	var err error
	s.sam, _, err = s.site.Agent(ctx, "sam@example.com")
	ok(s.t, err)
	for b, address := range map[*rig.Browser]string{s.ana: "192.0.2.10", s.luis: "198.18.0.66", s.sam: "192.0.2.11"} {
		from(b, address)
	}
	for i := range 40 {
		_, err := s.luis.PostWanting(ctx, http.StatusSeeOther, fmt.Sprintf("/tickets/%d/replies", s.long), rig.Reply(strings.Repeat("'", 19_000), fmt.Sprint("long ", i)))
		ok(s.t, err)
	}
}

// from lets a browser come through the proxy from an address.
func from(b *rig.Browser, address string) { b.Transport = proxied{b.Transport, address} }

type proxied struct {
	http.RoundTripper
	address string
}

func (p proxied) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", p.address)
	return p.RoundTripper.RoundTrip(r)
}

func (p proxied) CloseIdleConnections() { p.RoundTripper.(*http.Transport).CloseIdleConnections() }

// state is how the program is.
type state struct {
	open   int // descriptors
	memory int // kB, the most so far
	files  int // on disk, beside the database
}

func (s *siege) state(ctx context.Context, p *rig.Process) (now state) {
	s.t.Helper()
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.Pid))
	ok(s.t, err)
	now.open, now.memory = len(open), resident(s.t, p.Pid)
	ok(s.t, filepath.WalkDir(filepath.Join(s.site.Dir, "files"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			now.files++
		}
		return nil // one that goes meanwhile is none
	}))
	return now
}

// settles waits until the program is as before, and holds what it took.
func (s *siege) settles(ctx context.Context, p *rig.Process, before state) (now state) {
	s.t.Helper()
	operator := rig.NewBrowser(s.site.Addr, s.site.Post, nil)
	defer operator.CloseIdleConnections()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		now = s.state(ctx, p)
		ready, err := operator.Get(ctx, "/readyz")
		calm := err == nil && ready.Status == http.StatusOK && !strings.Contains(ready.Body, "degraded") && now.open <= before.open+16
		if calm || time.Now().After(end) {
			if !calm {
				s.t.Errorf("afterwards: %d descriptors, %d before; ready: %d %q %v", now.open, before.open, ready.Status, ready.Body, err)
			}
			break
		}
	}
	if now.memory > memoryMost {
		s.t.Errorf("it took %d MB of memory", now.memory>>10)
	}
	return now
}

// kept compares what was acknowledged with what is there: no file without its row,
// no answer lost.
func (s *siege) kept(ctx context.Context) {
	s.t.Helper()
	d, err := db.Open(ctx, s.site.Database())
	ok(s.t, err)
	defer d.Close()
	count := func(query string, args ...any) (n int) {
		ok(s.t, d.Read.NewRaw(query, args...).Scan(ctx, &n))
		return n
	}
	if rows := count("SELECT count(*) FROM entries WHERE ticket = ? AND body LIKE 'besieged %'", s.number); rows != s.said {
		s.t.Errorf("%d answers were acknowledged, %d are there", s.said, rows)
	}
	if bad := count("SELECT count(*) FROM entries WHERE body LIKE 'refused %'"); bad != 0 {
		s.t.Errorf("%d refused answers are stored", bad)
	}
}
