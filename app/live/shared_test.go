package live_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/live"
)

// tale is what streams tell: numbers, the first is 1. It is read as a database is.
type tale struct {
	mu    sync.Mutex
	last  int
	bell  *live.Bell
	parts *live.Shared[int, int]

	reads, readers atomic.Int64
}

func (d *tale) add() {
	d.mu.Lock()
	d.last++
	d.mu.Unlock()
	d.bell.Ring("tale")
}

func (d *tale) read() (int, error) {
	d.reads.Add(1)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last, nil
}

// after tells what comes after a number, each with so many bytes beside.
func (d *tale) after(seen, bytes int) live.Source {
	beside := strings.Repeat("x", bytes)
	return func(_ context.Context, out *live.Stream, _ live.Rang) (next live.Next, err error) {
		last, err := d.parts.Get(out, seen, d.read)
		for ; seen < last && out.Len() < live.Enough; seen++ {
			out.Send(strconv.Itoa(seen+1), []byte(beside))
		}
		next.More = seen < last
		return next, err
	}
}

// Streams that one ring has woken share a read, and each ring is answered by a later one.
func TestSharedRead(t *testing.T) {
	s := open(t, net.Pipe)
	d := &tale{bell: s.bell, parts: live.NewShared[int, int]()}
	var all []*bufio.Reader
	for range live.MaxPerHolder {
		_, r := s.listen(d.after(0, 1), "tale")
		s.until(r, "id: 7\n")
		all = append(all, r)
	}
	for n := 1; n <= 20; n++ {
		d.add()
		for _, r := range all {
			s.until(r, fmt.Sprintf("id: %d\n", n))
		}
	}
	if n := d.reads.Load(); n < 21 || n > 21*4 { // as many as read at the same time may come before the ring
		t.Errorf("21 rings took %d reads for %d streams", n, len(all))
	}
}

// Readers come and go while news is made, some slow: each is told all of it once, in
// order, by where they were; who is slow slows nobody.
func TestCutsLoseNothing(t *testing.T) {
	ways(t, func(t *testing.T, dial func() (net.Conn, net.Conn)) {
		s := open(t, dial)
		d := &tale{bell: s.bell, parts: live.NewShared[int, int]()}
		const readers, cuts, most = 10, 20, 400
		var made sync.WaitGroup
		made.Go(func() {
			for range most {
				d.add()
				runtime.Gosched()
			}
		})
		stuck, r := s.listen(d.after(0, 4096), "tale") // who takes nothing while all the others go on
		s.until(r, "id: 7\n")
		var all sync.WaitGroup
		for range readers {
			all.Go(func() {
				seen := 0
				for cut := 0; cut <= cuts || seen < most; cut++ {
					seen = follow(t, s, d, seen, min(most, seen+most/cuts))
				}
			})
		}
		all.Wait()
		made.Wait()
		for n := 1; n <= most; n++ { // and then reads on
			if text := s.until(r, "id: "); !strings.HasSuffix(text, fmt.Sprintf("id: %d\n", n)) {
				t.Fatalf("after %d comes %q", n-1, text[max(0, len(text)-20):])
			}
		}
		stuck.Close()
	})
}

// follow hears what comes after seen up to a number, and is cut off.
func follow(t *testing.T, s *site, d *tale, seen, until int) int {
	out, err := s.Enter(d.readers.Add(1)+1, "tale")
	if err != nil {
		t.Error(err)
		return until
	}
	ours, theirs := s.dial()
	defer theirs.Close()
	theirs.SetDeadline(time.Now().Add(20 * time.Second))
	go out.Start(ours, nil, strconv.Itoa(seen), d.after(seen, 100))
	lines, hello := bufio.NewScanner(theirs), true
	for seen < until && lines.Scan() {
		id, ok := bytes.CutPrefix(lines.Bytes(), []byte("id: "))
		if !ok {
			continue
		}
		n, _ := strconv.Atoi(string(id))
		if want := seen + 1; !hello && n != want || hello && n != seen {
			t.Errorf("after %d comes %d", seen, n)
			return until
		}
		seen, hello = n, false
	}
	return seen
}
