package app_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

var (
	stalled = flag.Int("stalled", few, "how many readers of streams take nothing from their sockets")
	quiet   = flag.Int("quiet", 2*perPerson, "how many streams are open beside them")
)

const (
	few       = 16
	perPerson = 16 // streams that one may hold
	posts     = 60 // long replies in the ticket that the stalled read: more than sockets hold
)

// Agents open the stream of a long ticket and never read it, customers have their tickets open,
// and others write. Nobody waits for those who stalled; these are ended, the others hear what
// concerns them.
func readers(t *testing.T, file string) {
	ctx := within(t, 5*time.Minute)
	site := found(t, file)
	metrics := freeAddress(t)
	site.Env = []string{"HILO_METRICS=" + metrics}
	r := &reading{t: t, site: site, metrics: rig.NewBrowser(metrics, nil, nil)}
	running := serve(ctx, t, site)
	r.meet(ctx)
	writers, over := context.WithCancel(ctx)
	defer over()
	var all sync.WaitGroup
	s := &storm{t: t, kept: map[string]words{}, tickets: []int64{r.aside}}
	for i := range 4 {
		sam, _, err := site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		ok(t, err)
		all.Go(func() { s.answers(writers, sam) })
	}
	r.stall(ctx)
	begun, most, there := time.Now(), 0, 0
	for there <= len(r.streams) || r.open(ctx) > len(r.streams) {
		there, most = max(there, r.open(ctx)), max(most, resident(t, running.Pid))
		if time.Sleep(10 * time.Millisecond); ctx.Err() != nil {
			t.Fatalf("those who stalled are not ended: %d streams, %d of them quiet", there, len(r.streams))
		}
		if there > len(r.streams) && *stalled <= few { // app/live holds when they end
			break
		}
	}
	gone := time.Since(begun)
	heard := r.hear(ctx)
	s.over.Store(true)
	all.Wait()
	if ended := r.ended.Load(); ended != 0 || heard != perPerson {
		t.Errorf("%d quiet streams ended, %d of %d heard a reply", ended, heard, perPerson)
	}
	if most = max(most, resident(t, running.Pid)); most > memoryMost {
		t.Errorf("%d MB resident", most>>10)
	}
	t.Attr("proof", fmt.Sprintf("readers who take nothing | %d streams whose sockets nobody reads, %d quiet ones, 4 agents write | %d streams at once; the stalled ended %.0f s after the last of them, %d quiet ones ended; %d of %d heard the reply to their ticket; of %d other replies the slowest took %d ms; %d MB of memory at most",
		*stalled, len(r.streams), there, gone.Seconds(), r.ended.Load(), heard, perPerson, len(s.kept), s.longest.Milliseconds(), most>>10))
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
}

// reading is those who have streams open.
type reading struct {
	t           *testing.T
	site        *rig.Site
	metrics     *rig.Browser
	long, aside int64 // tickets: that of the stalled, that of the writers
	last        int64 // of a customer with quiet streams
	streams     []*bufio.Reader
	told        atomic.Int64
	ended       atomic.Int64
	conns       []net.Conn
}

// meet has customers open their tickets, and then as many streams as there are to be.
func (r *reading) meet(ctx context.Context) {
	r.t.Helper()
	ana, long := opens(ctx, r.t, r.site, "ana@example.com")
	r.long = long
	for i := range posts {
		_, err := ana.PostWanting(ctx, 303, fmt.Sprintf("/tickets/%d/replies", long), rig.Reply(strings.Repeat("'", 20_000), fmt.Sprint("long ", i)))
		ok(r.t, err)
	}
	_, r.aside = opens(ctx, r.t, r.site, "luis@example.com")
	for i := 0; len(r.streams) < *quiet; i++ {
		b, number := opens(ctx, r.t, r.site, fmt.Sprintf("quiet%d@example.com", i))
		r.last = number
		for range perPerson {
			stream, err := b.Stream(ctx, fmt.Sprintf("/tickets/%d/live?after=1", number))
			ok(r.t, err)
			r.t.Cleanup(func() { stream.Body.Close() })
			r.streams = append(r.streams, bufio.NewReader(stream.Body))
		}
	}
	for _, stream := range r.streams {
		go r.follow(ctx, stream)
	}
}

// follow reads a stream to its end.
func (r *reading) follow(ctx context.Context, stream *bufio.Reader) {
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			if ctx.Err() == nil {
				r.ended.Add(1)
			}
			return
		}
		if strings.HasPrefix(line, "data: ") && strings.Contains(line, "for the quiet") {
			r.told.Add(1)
		}
	}
}

// stall opens streams over connections that nobody reads.
func (r *reading) stall(ctx context.Context) {
	r.t.Helper()
	r.t.Cleanup(func() {
		for _, conn := range r.conns {
			conn.Close()
		}
	})
	var evas []*rig.Browser
	for i := range (*stalled + perPerson - 1) / perPerson {
		eva, _, err := r.site.Agent(ctx, fmt.Sprintf("eva%d@example.com", i))
		ok(r.t, err)
		evas = append(evas, eva)
	}
	for i := range *stalled {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", r.site.Addr)
		ok(r.t, err)
		conn.(*net.TCPConn).SetReadBuffer(2 << 10)
		r.conns = append(r.conns, conn)
		fmt.Fprintf(conn, "GET /desk/tickets/%d/live?after=0 HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", r.long, r.site.Addr, cookieOf(evas[i/perPerson]))
	}
}

var openStreams = regexp.MustCompile(`(?m)^hilo_streams (\d+)$`)

// open is how many streams the program says that it has.
func (r *reading) open(ctx context.Context) int {
	r.t.Helper()
	a, err := r.metrics.Get(ctx, "/metrics")
	ok(r.t, err)
	m := openStreams.FindStringSubmatch(a.Body)
	if m == nil {
		r.t.Fatalf("no streams in %.500s", a.Body)
	}
	n, err := strconv.Atoi(m[1])
	ok(r.t, err)
	return n
}

// hear has the last of the quiet customers answered, and returns how many of their streams
// heard it.
func (r *reading) hear(ctx context.Context) int {
	r.t.Helper()
	zoe, _, err := r.site.Agent(ctx, "zoe@example.com")
	ok(r.t, err)
	_, err = zoe.PostWanting(ctx, 303, replies(r.last), rig.Reply("for the quiet", "quiet"))
	ok(r.t, err)
	for r.told.Load() < perPerson && ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
	}
	return int(r.told.Load())
}
