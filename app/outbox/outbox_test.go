package outbox

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
	"hilo/db/dbtest"
)

// desk is a database, a box over it and a clock that only the test moves.
type desk struct {
	*Box
	t  *testing.T
	mu *sync.Mutex
	at *time.Time
	// ending is done when the last start is being stopped.
	ending context.Context
}

func both(t *testing.T, test func(*testing.T, *desk)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		k := &desk{t: t, mu: new(sync.Mutex), at: &at}
		k.Box = New(d, k.clock)
		test(t, k)
	})
}

func (k *desk) clock() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return *k.at
}

func (k *desk) pass(d time.Duration) {
	k.mu.Lock()
	*k.at = k.at.Add(d)
	k.mu.Unlock()
	k.Wake()
}

func (k *desk) put(kind, key string, in time.Duration) {
	k.t.Helper()
	now := k.clock()
	err := k.db.Write(k.t.Context(), func(ctx context.Context, tx bun.Tx) error {
		return Put(ctx, tx, now, Promise{Kind: kind, Key: key, Payload: map[string]string{"at": now.Format(time.Kitchen)}, Due: now.Add(in)})
	})
	if err != nil {
		k.t.Error(err)
	}
	k.Wake()
}

// start runs the box for one subscriber; the returned function ends it and waits, so that all is stored.
func (k *desk) start(handlers map[string]Handler) (stop func()) {
	return k.startAll(Subscribers{"test": handlers})
}

func (k *desk) startAll(subscribers Subscribers) (stop func()) {
	ctx, cancel := context.WithCancel(k.t.Context())
	k.ending = ctx
	ended := make(chan error)
	go func() { ended <- k.Run(ctx, subscribers) }()
	return func() {
		k.t.Helper()
		cancel()
		if err := <-ended; err != nil {
			k.t.Error(err)
		}
	}
}

// round runs the box until one more job of kind "mark", due now, has been
// seen. What else was due, and due earlier, has been tried by then.
func (k *desk) round(handlers map[string]Handler) {
	k.t.Helper()
	seen := make(chan struct{})
	all := map[string]Handler{"mark": func(context.Context, Job) error { close(seen); return nil }}
	for kind, h := range handlers {
		all[kind] = h
	}
	k.put("mark", "", 0)
	stop := k.start(all)
	<-seen
	stop()
}

func (k *desk) jobs() (all []Job) {
	k.t.Helper()
	if err := k.db.NewSelect().Model(&all).Order("created_at").Scan(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	return all
}

// only returns the one job there is.
func (k *desk) only() Job {
	k.t.Helper()
	all := k.jobs()
	if len(all) != 1 {
		k.t.Fatalf("%d jobs, want 1", len(all))
	}
	return all[0]
}

// tally counts its runs and answers each with what say returns.
type tally struct {
	mu   sync.Mutex
	n    int
	jobs []Job
}

func (c *tally) handler(say func() error) Handler {
	return func(_ context.Context, job Job) error {
		c.mu.Lock()
		c.n++
		c.jobs = append(c.jobs, job)
		c.mu.Unlock()
		return say()
	}
}

func fine() error   { return nil }
func broken() error { return errors.New("421 try later") }

// What was not committed was not promised.
func TestRolledBackNeverRuns(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		change := errors.New("changed my mind")
		err := k.db.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			if err := Put(ctx, tx, k.clock(), Promise{Kind: "mail"}); err != nil {
				return err
			}
			return change
		})
		if !errors.Is(err, change) {
			t.Fatal(err)
		}
		var c tally
		k.round(map[string]Handler{"mail": c.handler(fine)})
		if c.n != 0 || len(k.jobs()) != 0 {
			t.Errorf("ran %d times, %d jobs left", c.n, len(k.jobs()))
		}
	})
}

// A job waits for its time, is done once, and is gone.
func TestDoneOnce(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("mail", "", time.Minute)
		var c tally
		handlers := map[string]Handler{"mail": c.handler(fine)}
		k.round(handlers)
		if c.n != 0 {
			t.Error("ran before its time")
		}
		k.pass(time.Minute)
		k.round(handlers)
		k.round(handlers)
		var payload struct{ At string }
		if c.n != 1 || len(k.jobs()) != 0 || c.jobs[0].Into(&payload) != nil || payload.At != "9:00AM" {
			t.Errorf("ran %d times, %d jobs left, payload %q", c.n, len(k.jobs()), payload.At)
		}
	})
}

// Two puts under one key are one job, at the time of the first.
func TestKeyJoins(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("mail", "ana/12345678", 2*time.Minute)
		k.put("mail", "bea/12345678", time.Hour)
		k.pass(time.Minute)
		k.put("mail", "ana/12345678", 2*time.Minute)
		k.pass(time.Minute)
		var c tally
		k.round(map[string]Handler{"mail": c.handler(fine)})
		if c.n != 1 || c.jobs[0].Rounds != 2 || c.jobs[0].Payload != `{"at":"9:01AM"}` {
			t.Errorf("ran %d times: %+v", c.n, c.jobs)
		}
		if left := k.only(); *left.Key != "bea/12345678" {
			t.Errorf("left %+v", left)
		}
	})
}

// A clock that was set back keeps no promise for as long: the next put brings forward what
// nobody was at, but no back-off and nothing that was put off.
func TestClockIsSetBack(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		handlers := map[string]Handler{
			"failed": func(context.Context, Job) error { return broken() },
			"later":  func(context.Context, Job) error { return Later(k.clock().Add(time.Hour)) },
		}
		kinds := []string{"new", "failed", "later"}
		k.pass(time.Hour)
		for kind := range handlers {
			k.put(kind, kind, 0)
		}
		k.round(handlers)
		k.put("new", "new", time.Minute)
		before := map[string]time.Time{}
		for _, job := range k.jobs() {
			before[job.Kind] = job.DueAt
		}
		k.pass(-time.Hour)
		for _, kind := range kinds {
			k.put(kind, kind, time.Minute)
		}
		before["new"] = k.clock().Add(time.Minute)
		for _, job := range k.jobs() {
			if !job.DueAt.Equal(before[job.Kind]) {
				t.Errorf("%s is due at %v, want %v", job.Kind, job.DueAt, before[job.Kind])
			}
		}
		k.pass(time.Minute)
		var c tally
		k.round(map[string]Handler{"new": c.handler(fine)})
		if c.n != 1 {
			t.Errorf("ran %d times", c.n)
		}
	})
}

// A put while the job runs is a new promise: it goes again, at the first of the times asked for.
func TestPutDuringRunGoesAgain(t *testing.T) {
	for _, verdict := range []func() error{fine, func() error { return Never(broken()) }} {
		both(t, func(t *testing.T, k *desk) {
			k.put("mail", "ana", 0)
			k.put("mail", "ana", 0) // joined before the run: no reason to go again
			var c tally
			k.round(map[string]Handler{"mail": c.handler(func() error {
				k.put("mail", "ana", time.Minute)
				k.put("mail", "ana", time.Hour)
				return verdict()
			})})
			job := k.only()
			if want := k.clock().Add(time.Minute); !job.DueAt.Equal(want) || !job.CreatedAt.Equal(want) ||
				job.Rounds != 1 || job.Tries != 0 || !job.LeaseUntil.IsZero() || !job.DeadAt.IsZero() {
				t.Errorf("after the first run: %+v", job)
			}
			k.pass(time.Minute)
			k.round(map[string]Handler{"mail": c.handler(fine)})
			if c.n != 2 || len(k.jobs()) != 0 {
				t.Errorf("ran %d times, %d jobs left", c.n, len(k.jobs()))
			}
		})
	}
}
