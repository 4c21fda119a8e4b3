package db

import (
	"context"
	"errors"
	"sync"
	"time"
)

// How long a node keeps a lease that it does not renew, and how often it does.
const (
	leaseLife  = time.Minute
	leaseRenew = leaseLife / 4
)

// Alone does what only one node may do at a time: the row of leases with that
// name says which one. It tells whether it was this one; where another has the
// lease it does nothing. do ends with ctx, and when the lease is lost. What a node
// had when it died is free a minute later, and at once for the same node.
func (d *DB) Alone(ctx context.Context, now func() time.Time, name string, do func(ctx context.Context) error) (bool, error) {
	if ours, err := d.takeLease(ctx, now(), name); err != nil || !ours {
		return false, err
	}
	work, end := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { d.renewLease(work, end, now, name) })
	err := do(work)
	end()
	renewing.Wait()
	_, failed := d.Exec(context.WithoutCancel(ctx), "DELETE FROM leases WHERE name = ? AND node = ?", name, d.Node)
	return true, errors.Join(err, failed)
}

func (d *DB) takeLease(ctx context.Context, now time.Time, name string) (bool, error) {
	now = Time(now)
	return Changed(d.Exec(ctx, `INSERT INTO leases (name, node, until) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET node = excluded.node, until = excluded.until WHERE leases.node = excluded.node OR leases.until <= ?`,
		name, d.Node, now.Add(leaseLife), now))
}

// renewLease keeps a lease until ctx ends. A lease that another took, or could,
// ends the work: this machine slept, or the database was away.
func (d *DB) renewLease(ctx context.Context, end context.CancelFunc, now func() time.Time, name string) {
	tick := time.NewTicker(leaseRenew)
	defer tick.Stop()
	for until := now().Add(leaseLife); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		next := now().Add(leaseLife)
		ours, err := Changed(d.Exec(ctx, "UPDATE leases SET until = ? WHERE name = ? AND node = ?", Time(next), name, d.Node))
		switch {
		case err == nil && ours:
			until = next
		case err == nil || !now().Before(until):
			end()
		}
	}
}
