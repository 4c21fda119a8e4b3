package files

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"hilo/app/fault"
)

// Persons take turns, one work of each at a time; what nobody waits for is stopped, and
// what was not begun never is.
func TestTurns(t *testing.T) {
	q := newQueue()
	begun, release := make(chan string, 20), map[string]chan struct{}{}
	for _, name := range []string{"a1", "a2", "a3", "b1", "c1"} {
		release[name] = make(chan struct{})
	}
	ends := make(chan string, 20)
	ask := func(ctx context.Context, who int64, name string) chan error {
		answer := make(chan error, 1)
		go func() {
			answer <- q.await(ctx, who, name, func(ctx context.Context) error {
				begun <- name
				select {
				case <-release[name]:
					return nil
				case <-ctx.Done():
					ends <- name
					return ctx.Err()
				}
			})
		}()
		return answer
	}
	waits := func(n int) {
		t.Helper()
		for range 1000 {
			q.mu.Lock()
			all := 0
			for _, w := range q.works {
				all += w.waiting
			}
			q.mu.Unlock()
			if all == n {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatalf("never %d waiting", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	a1 := ask(t.Context(), 1, "a1")
	waits(1)
	a2 := ask(ctx, 1, "a2")
	waits(2)
	a3 := ask(t.Context(), 1, "a3")
	waits(3)
	b1 := ask(t.Context(), 2, "b1")
	waits(4)
	b1again := ask(t.Context(), 1, "b1")
	waits(5)
	c1 := ask(t.Context(), 3, "c1")
	waits(6)
	if got := []string{<-begun, <-begun}; !slices.Equal(got, []string{"a1", "b1"}) {
		t.Errorf("first %v", got)
	}
	cancel() // a2 is not begun yet
	if err := <-a2; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(release["b1"])
	if err := errors.Join(<-b1, <-b1again); err != nil {
		t.Error(err)
	}
	if got := <-begun; got != "c1" { // 1 has a1 running
		t.Errorf("then %s", got)
	}
	close(release["a1"])
	<-a1
	if got := <-begun; got != "a3" {
		t.Errorf("then %s, a2 was left", got)
	}
	close(release["c1"])
	close(release["a3"])
	if err := errors.Join(<-c1, <-a3); err != nil {
		t.Error(err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	release["d1"] = make(chan struct{})
	d1 := ask(ctx, 4, "d1")
	<-begun
	cancel()
	if <-d1; <-ends != "d1" {
		t.Error("not stopped")
	}
	waits(0)
}

// Of one person few wait, of all not many more; each finds room for one, and who left
// makes room.
func TestFewWait(t *testing.T) {
	q := newQueue()
	ctx, leave := context.WithCancel(t.Context())
	refused, over := make(chan int64, 200), make(chan bool, 200)
	asks := 0
	ask := func(who int64, name string) {
		asks++
		go func() {
			err := q.await(ctx, who, name, func(ctx context.Context) error {
				<-ctx.Done()
				return ctx.Err()
			})
			if fault.Of(err).Kind == fault.TooMany {
				refused <- who
			}
			over <- true
		}()
	}
	for range maxWaiting + 3 {
		ask(1, "the same")
	}
	for range 3 {
		if who := <-refused; who != 1 {
			t.Errorf("%d", who)
		}
	}
	for who := int64(2); who <= 20; who++ {
		for i := range maxWaiting {
			ask(who, fmt.Sprint(who, i))
		}
	}
	for settled := false; !settled; time.Sleep(time.Millisecond) {
		q.mu.Lock()
		settled = q.all+len(refused) == asks-3
		q.mu.Unlock()
	}
	if q.all > maxWaitingAll+20 {
		t.Errorf("%d wait", q.all)
	}
	q.mu.Lock()
	for who := int64(1); who <= 20; who++ {
		if n := q.waits[who]; n < 1 || n > maxWaiting {
			t.Errorf("%d of %d wait", n, who)
		}
	}
	q.mu.Unlock()
	leave()
	for range asks {
		<-over
	}
	if q.all != 0 || len(q.waits) != 0 {
		t.Errorf("%d wait for ever: %v", q.all, q.waits)
	}
}
