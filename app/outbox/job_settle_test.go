package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/db"
)

// The back-off doubles from half a minute to an hour, give or take a fifth.
func TestBackoff(t *testing.T) {
	for _, tt := range []struct {
		tries int
		dice  float64
		want  time.Duration
	}{
		{0, 0.5, 30 * time.Second},
		{0, 0, 24 * time.Second},
		{0, 1, 36 * time.Second},
		{1, 0.5, time.Minute},
		{2, 0.5, 2 * time.Minute},
		{6, 0.5, 32 * time.Minute},
		{7, 0.5, time.Hour},
		{7, 0, 48 * time.Minute},
		{1000, 0.5, time.Hour},
	} {
		if got := backoff(tt.tries, tt.dice); got.Round(time.Millisecond) != tt.want {
			t.Errorf("backoff(%d, %v) = %v, want %v", tt.tries, tt.dice, got, tt.want)
		}
	}
}

// A failed job waits, longer each time, and is given up after 72 hours.
func TestFailuresAndGivingUp(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("mail", "ana", 7*24*time.Hour) // the wait before is not counted
		k.pass(7 * 24 * time.Hour)
		var c tally
		handlers := map[string]Handler{"mail": c.handler(broken)}
		start := k.clock()
		for k.clock().Sub(start) < giveUp {
			k.round(handlers)
			job := k.only()
			if job.Tries != c.n || job.LastError != "421 try later" || !job.DeadAt.IsZero() || !job.LeaseUntil.IsZero() {
				t.Fatalf("after %d tries: %+v", c.n, job)
			}
			wait, mean := job.DueAt.Sub(k.clock()), backoff(c.n-1, 0.5)
			if wait < mean*79/100 || wait > mean*121/100 {
				t.Fatalf("waits %v after %d tries", wait, c.n)
			}
			k.put("mail", "ana", 0) // a join does not cut the back-off short
			k.pass(wait)
		}
		k.round(handlers)
		if job := k.only(); job.DeadAt.IsZero() || job.Tries != c.n || c.n < 60 {
			t.Errorf("after %d tries: %+v", c.n, job)
		}
	})
}

// Later is not a failure. What is put meanwhile may bring it forward.
func TestLater(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		for _, tt := range []struct {
			meanwhile, at, want time.Duration
		}{
			{0, time.Hour, time.Hour},
			{time.Minute, time.Hour, time.Minute},
			{2 * time.Hour, time.Hour, time.Hour},
		} {
			k.put("push", "ana", 0)
			k.round(map[string]Handler{"push": func(context.Context, Job) error {
				if tt.meanwhile > 0 {
					k.put("push", "ana", tt.meanwhile)
				}
				return fmt.Errorf("quiet hours: %w", Later(k.clock().Add(tt.at)))
			}})
			job := k.only()
			if !job.DueAt.Equal(k.clock().Add(tt.want)) || job.Tries != 0 || job.LastError != "" || !job.LeaseUntil.IsZero() {
				t.Errorf("%+v: %+v", tt, job)
			}
			k.pass(3 * time.Hour)
			k.round(map[string]Handler{"push": func(context.Context, Job) error { return nil }})
		}
	})
}

// Never, an unknown kind: dead at once, listed with the reason, revived by an
// operator or by a new promise.
func TestDeadListAndRetry(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("mail", "ana", 0)
		k.put("fax", "", 0)
		var c tally
		k.round(map[string]Handler{"mail": c.handler(func() error { return Never(errors.New("550 no such\x00 mailbox\xff")) })})
		k.round(map[string]Handler{"mail": c.handler(fine), "fax": c.handler(fine)})
		dead, err := k.Dead(t.Context())
		if err != nil || len(dead) != 2 || c.n != 1 {
			t.Fatalf("%d dead, %d runs, %v", len(dead), c.n, err)
		}
		for _, job := range dead {
			why := map[string]string{"mail": "550 no such mailbox", "fax": "nothing here does this kind"}[job.Kind]
			if !strings.Contains(job.LastError, why) {
				t.Errorf("%s: %q", job.Kind, job.LastError)
			}
			if job.Kind == "fax" {
				if n, err := k.Retry(t.Context(), job.ID); err != nil || n != 1 {
					t.Fatal(n, err)
				}
				if _, err := k.Retry(t.Context(), job.ID); !db.Missing(err) {
					t.Errorf("retry of a living job: %v", err)
				}
			}
		}
		k.pass(100 * time.Hour)
		k.put("mail", "ana", time.Minute)
		for _, job := range k.jobs() {
			if job.Tries != 0 || !job.DeadAt.IsZero() {
				t.Errorf("not revived: %+v", job)
			}
			if job.Kind == "mail" && !(job.DueAt.Equal(k.clock().Add(time.Minute)) && job.CreatedAt.Equal(job.DueAt)) {
				t.Errorf("revived with old times: %+v", job)
			}
		}
		k.pass(time.Minute)
		k.round(map[string]Handler{"mail": c.handler(fine), "fax": c.handler(fine)})
		if c.n != 3 || len(k.jobs()) != 0 {
			t.Errorf("%d runs, %d jobs left", c.n, len(k.jobs()))
		}
	})
}

// A panic is a failed try; the process lives, and what it said is not kept.
func TestPanic(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		for say, want := range map[string]func(){
			"panic: string": func() { panic("canary@example.com") },
			"panic: runtime error: integer divide by zero": func() { var zero int; _ = 1 / zero },
		} {
			k.put("mail", "", 0)
			k.round(map[string]Handler{"mail": func(context.Context, Job) error { want(); return nil }})
			if job := k.only(); job.LastError != say || job.Tries != 1 {
				t.Errorf("%+v", job)
			}
			k.pass(time.Hour)
			k.round(map[string]Handler{"mail": func(context.Context, Job) error { return nil }})
		}
	})
}
