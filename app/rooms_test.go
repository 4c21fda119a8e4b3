package app

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/db/dbtest"
)

// What an erasure struck out goes off the disk once nobody reads what was there before: until
// then its job waits, and does not fail.
func TestDiskIsClearedAfterReaders(t *testing.T) {
	dir := t.TempDir()
	o := &old{t: t}
	dbtest.Write(t, filepath.Join(dir, "hilo.db"))
	var clock atomic.Pointer[time.Time]
	clock.Store(&evening)
	o.App = reopened(t, dir, filepath.Join(dir, "hilo.db"), func() time.Time { return *clock.Load() })
	reader, err := o.DB.Read.BeginTx(t.Context(), nil)
	o.ok(err)
	defer reader.Rollback()
	var n int
	o.ok(reader.NewRaw("SELECT count(*) FROM people").Scan(t.Context(), &n))
	o.ok(o.DB.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
		return outbox.Put(ctx, tx, evening, outbox.Promise{Kind: privacy.JobErasureDone, Payload: privacy.Wish{}})
	}))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.Box.Run(ctx, outbox.Subscribers{"disk": o.subscribers()["disk"]}) }()
	o.settle(evening)
	var job struct{ Tries, Waits int }
	o.scan(&job, "SELECT tries, due_at > ? AS waits FROM jobs", evening)
	if job.Tries != 0 || job.Waits != 1 {
		t.Errorf("while somebody reads: %+v", job)
	}
	o.ok(reader.Rollback())
	later := evening.Add(time.Hour)
	clock.Store(&later)
	o.settle(later)
	stop()
	o.ok(<-ended)
	if log, err := os.Stat(filepath.Join(dir, "hilo.db-wal")); err != nil || log.Size() > 1<<15 { // what settled the job is all
		t.Errorf("the log: %v, %v", log, err)
	}
	o.scan(&n, "SELECT count(*) FROM jobs")
	if n != 0 {
		t.Errorf("%d jobs are left", n)
	}
}
