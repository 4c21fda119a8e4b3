package outbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"hilo/db"
)

const (
	workers = 10
	lease   = 60 * time.Second // after this a silent worker counts as dead
	timeout = 45 * time.Second // of one handler: its lease outlives it
	patient = 30 * time.Second // longest sleep: other processes put jobs too, and die
	nap     = 50 * time.Millisecond
	asking  = 10 * time.Second // longest wait for the database
)

// Handler does one job and says how it went: nil, it is done; Later; Never;
// any other error, try again after a back-off. Its ctx ends after 45 seconds
// and must be obeyed. Its errors are stored, logged and shown to operators, so they
// carry no addresses and no words of people.
type Handler func(ctx context.Context, job Job) error

// Box does the jobs. Any number of processes may run one on PostgreSQL.
type Box struct {
	Spent []string // kinds of no use once they were given up: they are not done again, and go after a month

	db    *db.DB
	now   func() time.Time
	wake  chan struct{}
	grace time.Duration // for running handlers when Run is to end
}

// New returns a box over d; nothing runs yet.
func New(d *db.DB, now func() time.Time) *Box {
	return &Box{db: d, now: now, wake: make(chan struct{}, 1), grace: 5 * time.Second}
}

// Wake makes Run look for due jobs now. It never blocks.
func (b *Box) Wake() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// ReleaseLeases frees the leases of this node: at a start it has none yet. What it
// left when it was killed then goes at once; what other nodes are at stays theirs.
func (b *Box) ReleaseLeases(ctx context.Context) error {
	_, err := b.db.Exec(ctx, "UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL AND node = ?", b.db.Node)
	return err
}

// Run lets subscribers do due jobs until ctx ends. Then handlers have five seconds to finish;
// what they leave is free for the next process.
func (b *Box) Run(ctx context.Context, subscribers Subscribers) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	running := map[*Job]bool{}
	finished := make(chan *Job, workers)
	for ctx.Err() == nil {
		jobs, err := b.claim(work, running)
		if err != nil {
			slog.ErrorContext(ctx, "claim jobs", "error", err)
		}
		for _, job := range jobs {
			running[job] = true
			go func() {
				defer func() { finished <- job }()
				b.do(work, subscribers, job)
			}()
		}
		sleep := time.NewTimer(b.untilNext(work, workers-len(running), err))
		select {
		case <-ctx.Done():
		case job := <-finished:
			delete(running, job)
		case <-b.wake:
		case <-sleep.C:
		}
		sleep.Stop()
	}
	drain(running, finished, b.grace)
	cancel()
	drain(running, finished, b.grace/5)
	for job := range running {
		if err := b.release(context.WithoutCancel(ctx), job); err != nil {
			slog.ErrorContext(ctx, "release job", "kind", job.Kind, "id", job.ID, "error", err)
		}
	}
	return nil
}

// claim leases due jobs beside those that are running. No more are taken than can start at
// once, so a lease is never spent waiting; and none that runs here, or it would be done twice
// after the clock jumped over its lease. The WITH keeps PostgreSQL from choosing, and
// locking, twice.
func (b *Box) claim(ctx context.Context, running map[*Job]bool) (jobs []*Job, err error) {
	n, ours := workers-len(running), []string{""}
	for job := range running {
		ours = append(ours, job.ID)
	}
	if n == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	skip := ""
	if b.db.Dialect().Name() == dialect.PG {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	now := db.Time(b.now())
	err = b.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		jobs = nil
		return tx.NewRaw(`WITH due AS (SELECT id FROM jobs
				WHERE dead_at IS NULL AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?) AND NOT id IN (?)
				ORDER BY due_at LIMIT ?`+skip+`)
			UPDATE jobs SET lease_until = ?, node = ?, next_due = NULL WHERE id IN (SELECT id FROM due) RETURNING *`,
			now, now, bun.List(ours), n, now.Add(lease), b.db.Node).Scan(ctx, &jobs)
	})
	return jobs, err
}

// untilNext tells how long there is nothing to do for the free workers.
func (b *Box) untilNext(ctx context.Context, free int, claimed error) time.Duration {
	if claimed != nil {
		return time.Second // the database is away; do not hammer it
	}
	if free == 0 {
		return patient
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	var due time.Time
	err := b.db.Read.NewRaw("SELECT due_at FROM jobs WHERE dead_at IS NULL AND lease_until IS NULL ORDER BY due_at LIMIT 1").Scan(ctx, &due)
	if err != nil {
		return patient // none, or the next claim says what is wrong
	}
	return max(nap, min(due.Sub(b.now()), patient)) // a nap: a due row may be locked by its writer
}

// drain waits until nothing is running, or for d.
func drain(running map[*Job]bool, finished <-chan *Job, d time.Duration) {
	end := time.NewTimer(d)
	defer end.Stop()
	for len(running) > 0 {
		select {
		case job := <-finished:
			delete(running, job)
		case <-end.C:
			return
		}
	}
}
