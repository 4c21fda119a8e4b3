package outbox

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

// A thousand jobs, ten at a time, each exactly once.
func TestThousandJobs(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		const n = 1000
		err := k.db.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			for i := range n {
				if err := Put(ctx, tx, k.clock(), Promise{Kind: "mail", Payload: i}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		runs := map[string]int{}
		var busy, most atomic.Int64
		all := make(chan struct{})
		handlers := map[string]Handler{"mail": func(_ context.Context, job Job) error {
			now := busy.Add(1)
			defer busy.Add(-1)
			mu.Lock()
			defer mu.Unlock()
			most.Store(max(most.Load(), now))
			if runs[job.Payload]++; len(runs) == n && runs[job.Payload] == 1 {
				close(all)
			}
			return nil
		}}
		stops := []func(){k.start(handlers)}
		if k.db.Read == k.db.DB { // PostgreSQL: a second process takes its share
			second := *k
			second.Box = New(k.db, k.clock)
			stops = append(stops, second.start(handlers))
		}
		<-all
		for _, stop := range stops {
			stop()
		}
		for payload, times := range runs {
			if times != 1 {
				t.Errorf("job %s ran %d times", payload, times)
			}
		}
		if limit := int64(workers * len(stops)); most.Load() > limit || len(k.jobs()) != 0 {
			t.Errorf("%d at once, %d jobs left", most.Load(), len(k.jobs()))
		}
	})
}

// Ten workers work at the same time, and an eleventh job waits for one of them.
func TestWorkersRunSideBySide(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		for range workers + 1 {
			k.put("mail", "", 0)
		}
		started, open := make(chan struct{}), make(chan struct{})
		stop := k.start(map[string]Handler{"mail": func(context.Context, Job) error {
			started <- struct{}{}
			<-open
			return nil
		}})
		for range workers {
			<-started
		}
		k.Wake()
		free := 0
		for _, job := range k.jobs() {
			if job.LeaseUntil.IsZero() {
				free++
			}
		}
		if free != 1 {
			t.Errorf("%d jobs wait, want 1", free)
		}
		close(open)
		<-started
		stop()
		if left := k.jobs(); len(left) != 0 {
			t.Errorf("%d jobs left", len(left))
		}
	})
}

// What a killed process held is taken over when its lease ends, or at once by
// the same node; other nodes' leases are let alone.
func TestKilledProcess(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		var c tally
		handlers := map[string]Handler{"mail": c.handler(fine)}
		for _, free := range []func(){
			func() { k.pass(lease) },
			func() {
				if err := k.ReleaseLeases(t.Context()); err != nil {
					t.Fatal(err)
				}
			},
		} {
			c.n = 0
			k.put("mail", "", 0)
			if _, err := k.db.ExecContext(t.Context(), "UPDATE jobs SET lease_until = ?, node = ?", db.Time(k.clock().Add(lease)), k.db.Node); err != nil {
				t.Fatal(err)
			}
			another := *k.db
			another.Node += "2"
			if err := New(&another, k.clock).ReleaseLeases(t.Context()); err != nil {
				t.Fatal(err)
			}
			k.round(handlers)
			if c.n != 0 {
				t.Error("ran under another's lease")
			}
			free()
			k.round(handlers)
			if c.n != 1 || len(k.jobs()) != 0 {
				t.Errorf("ran %d times, %d jobs left", c.n, len(k.jobs()))
			}
		}
	})
}

// A clock that jumps over the lease of what runs here has it done once all the same.
func TestClockJumpsOverLease(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		var c tally
		other, done := make(chan struct{}), make(chan struct{})
		k.put("mail", "", 0)
		stop := k.start(map[string]Handler{
			"mail": c.handler(func() error {
				k.pass(time.Hour)
				k.put("other", "", 0)
				<-other // it is claimed together with all that is due
				close(done)
				return nil
			}),
			"other": func(context.Context, Job) error { close(other); return nil },
		})
		<-done
		stop()
		if c.n != 1 || len(k.jobs()) != 0 {
			t.Errorf("ran %d times, %d jobs left", c.n, len(k.jobs()))
		}
	})
}

// Who slept past the end of the lease changes nothing of what the next holder does.
func TestLostLease(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("mail", "ana", 0)
		sleeper, err := k.claim(t.Context(), nil)
		if err != nil || len(sleeper) != 1 {
			t.Fatalf("claimed %d, %v", len(sleeper), err)
		}
		if none, err := k.claim(t.Context(), nil); err != nil || len(none) != 0 {
			t.Fatalf("claimed %d twice, %v", len(none), err)
		}
		k.pass(lease)
		next, err := k.claim(t.Context(), nil)
		if err != nil || len(next) != 1 {
			t.Fatalf("took over %d, %v", len(next), err)
		}
		for _, verdict := range []error{nil, broken(), Never(broken()), Later(k.clock())} {
			if err := k.settle(t.Context(), sleeper[0], verdict, false); err != nil {
				t.Error(err)
			}
			if job := k.only(); !job.LeaseUntil.Equal(next[0].LeaseUntil) || job.Tries != 0 || !job.DeadAt.IsZero() {
				t.Errorf("%v broke the new lease: %+v", verdict, job)
			}
		}
		if err := k.settle(t.Context(), next[0], nil, false); err != nil || len(k.jobs()) != 0 {
			t.Errorf("%d jobs left, %v", len(k.jobs()), err)
		}
	})
}

// At the end handlers may finish; who cannot is cut off, and who does not
// listen is left behind: the jobs are free and not a try older.
func TestStop(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		started, open := make(chan struct{}), make(chan struct{})
		t.Cleanup(func() { close(open) })
		k.put("quick", "", 0)
		stop := k.start(map[string]Handler{"quick": func(context.Context, Job) error {
			close(started)
			<-k.ending.Done()
			return nil
		}})
		<-started
		stop()
		if left := k.jobs(); len(left) != 0 {
			t.Errorf("not let finish: %+v", left)
		}

		k.grace = 20 * time.Millisecond
		k.put("slow", "", 0)
		k.put("deaf", "", 0)
		started = make(chan struct{})
		stop = k.start(map[string]Handler{
			"slow": func(ctx context.Context, _ Job) error {
				started <- struct{}{}
				<-ctx.Done()
				return ctx.Err()
			},
			"deaf": func(context.Context, Job) error {
				started <- struct{}{}
				<-open
				return nil
			},
		})
		<-started
		<-started
		stop()
		left := k.jobs()
		if len(left) != 2 {
			t.Errorf("%d jobs left", len(left))
		}
		for _, job := range left {
			if !job.LeaseUntil.IsZero() || job.Tries != 0 || job.LastError != "" {
				t.Errorf("not released: %+v", job)
			}
		}
	})
}
