package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"hilo/db"
	"hilo/db/dbtest"
)

// Of several nodes one does what only one may do; what it had is free when it is
// done, a minute after it died, and at once for itself.
func TestOneNodeAtATime(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		at, broken := time.Unix(0, 0), errors.New("broken")
		now := func() time.Time { return at }
		other := *d
		other.Node += "2"
		alone := func(d *db.DB, do func(context.Context) error) bool {
			t.Helper()
			done, err := d.Alone(t.Context(), now, "sweep", do)
			if err != nil && !errors.Is(err, broken) {
				t.Fatal(err)
			}
			return done
		}
		fine := func(context.Context) error { return nil }
		inside := 0
		done := alone(d, func(context.Context) error {
			inside++
			if alone(&other, fine) {
				t.Error("two nodes at the same")
			}
			if done, err := other.Alone(t.Context(), now, "reindex", fine); err != nil || !done {
				t.Errorf("another thing: %v, %v", done, err)
			}
			return broken
		})
		if !done || inside != 1 || !alone(&other, fine) {
			t.Error("what failed is not free")
		}
		exec(t, d, "INSERT INTO leases (name, node, until) VALUES ('sweep', ?, ?)", d.Node, db.Time(at.Add(time.Minute))) // as a killed node left it
		if at = at.Add(59 * time.Second); alone(&other, fine) {
			t.Error("taken from a node that may live")
		}
		if !alone(d, fine) {
			t.Error("a node does not know its own")
		}
		exec(t, d, "INSERT INTO leases (name, node, until) VALUES ('sweep', ?, ?)", d.Node, db.Time(at))
		if !alone(&other, fine) {
			t.Error("not taken from a dead node")
		}
	})
}
