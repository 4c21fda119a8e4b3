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

// What every node needs done is done by one after the other, also before there is a schema.
func TestNodesInTurn(t *testing.T) {
	d, err := db.Open(t.Context(), t.TempDir()+"/hilo.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at := func() time.Time { return time.Unix(0, 0) }
	other := *d
	other.Node = "2"
	second, order := make(chan error, 1), make(chan string, 2)
	err = d.InTurn(t.Context(), at, "schema", func(ctx context.Context) error {
		go func() {
			second <- other.InTurn(t.Context(), at, "schema", func(context.Context) error { order <- "second"; return nil })
		}()
		if err := d.Migrate(ctx); err != nil {
			return err
		}
		order <- "first"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-second; err != nil {
		t.Fatal(err)
	}
	if first, last := <-order, <-order; first != "first" || last != "second" {
		t.Errorf("%s came first", first)
	}
}
