package db

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// writer lets all who write to an SQLite file share its one connection, and the disk's
// turn. Whoever waits when a commit ends is in the next group, which costs one commit more:
//
//	Write ─┐         ┌───────┐   ┌ savepoint, function, release ┐   ┌────────┐
//	Write ─┼─ asks ─▶│ BEGIN │──▶│ savepoint, function, release │──▶│ COMMIT │─▶ all are answered
//	Write ─┘         └───────┘   └ savepoint, function, undo    ┘   └────────┘
//
// Nobody waits for a group to grow: one is a group. Functions run one after the other, each
// in its asker's own goroutine, where its panic belongs.
//
// What a function refuses itself, or a constraint, is undone alone. After anything else
// SQLite may have rolled back all of the group. So that ends it: nothing of it is
// stored, and each of them runs once more, alone.
type writer struct {
	asks  chan *ask
	long  time.Duration // after which nobody joins a group: the first waits for the last
	quit  chan struct{}
	ended chan struct{}
	close func()
}

const (
	groupMost = 64 // writes
	groupLong = 20 * time.Millisecond
)

// ask is one Write.
type ask struct {
	on   *bun.DB     // what begins its group, if it is the first
	turn chan bun.Tx // what to run in, now
	ran  chan error  // how that went
	said error       // that, of the last time
	done chan error  // the answer
}

// errLeft says that a function panicked: its asker is gone, and waits for no answer.
var errLeft = errors.New("db: a write panicked")

func newWriter() *writer {
	w := &writer{asks: make(chan *ask), long: groupLong, quit: make(chan struct{}), ended: make(chan struct{})}
	w.close = sync.OnceFunc(func() { close(w.quit); <-w.ended })
	go w.run()
	return w
}

// write asks for a turn, and runs fn when it has one; it may have two. ctx counts until
// then only: cut short within a statement, it could cost the others of its group theirs.
func (w *writer) write(ctx context.Context, on *bun.DB, fn Func) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	a := &ask{on: on, turn: make(chan bun.Tx), ran: make(chan error), done: make(chan error, 1)}
	select {
	case w.asks <- a:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.ended:
		return sql.ErrConnDone
	}
	ctx = context.WithoutCancel(ctx)
	for {
		select {
		case tx := <-a.turn:
			a.run(ctx, tx, fn)
		case err := <-a.done:
			return err
		}
	}
}

// run says how fn went, also where it does not return.
func (a *ask) run(ctx context.Context, tx bun.Tx, fn Func) {
	err := errLeft
	defer func() { a.ran <- err }()
	err = fn(ctx, tx)
}

// run serves those who ask until close, and then whoever still waits.
func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case first := <-w.asks:
			w.serve(first)
		case <-w.quit:
			for first := w.waiting(); first != nil; first = w.waiting() {
				w.serve(first)
			}
			return
		}
	}
}

// waiting is one of those who wait; nil: nobody does.
func (w *writer) waiting() *ask {
	select {
	case a := <-w.asks:
		return a
	default:
		return nil
	}
}

func nobody() *ask { return nil }

// serve answers first, and those who share its group.
func (w *writer) serve(first *ask) {
	began, taken := time.Now(), 0
	group, err := share(first, func() *ask {
		if taken++; taken == groupMost || time.Since(began) > w.long {
			return nil
		}
		return w.waiting()
	})
	alone := err != nil && len(group) > 1
	for _, a := range group {
		if alone && a.said != errLeft {
			_, err = share(a, nobody)
		}
		a.answer(err)
	}
}

// share runs first, and whom next gives, in one transaction. Out: who had a turn; with an
// error nothing of it is stored.
func share(first *ask, next func() *ask) (group []*ask, err error) {
	tx, err := first.on.BeginTx(context.Background(), nil)
	if err != nil {
		return []*ask{first}, err
	}
	defer tx.Rollback() // it does nothing after a commit
	for a := first; a != nil; a = next() {
		group = append(group, a)
		if err := a.join(tx); err != nil {
			return group, err
		}
	}
	return group, tx.Commit()
}

// join runs a within tx. With an error tx is no more what it was before.
func (a *ask) join(tx bun.Tx) error {
	if _, err := tx.Tx.Exec("SAVEPOINT ask"); err != nil {
		return err
	}
	end := "RELEASE ask"
	a.turn <- tx
	if a.said = <-a.ran; a.said != nil {
		if !refused(a.said) {
			return a.said
		}
		end = "ROLLBACK TO ask; RELEASE ask"
	}
	_, err := tx.Tx.Exec(end) // where SQLite rolled back, it knows no ask
	return err
}

// refused tells whether err undid no more than its own: it is the product's word, or a constraint's.
func refused(err error) bool {
	var of interface{ Code() int } // SQLite's
	if errors.As(err, &of) {
		const constraint = 19 // SQLITE_CONSTRAINT; above the lowest byte is which
		return of.Code()&0xff == constraint
	}
	for _, other := range []error{errLeft, sql.ErrTxDone, sql.ErrConnDone, driver.ErrBadConn, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, other) {
			return false
		}
	}
	return true
}

// answer tells a how it went, if all else went well.
func (a *ask) answer(err error) {
	if a.said != errLeft {
		a.done <- cmp.Or(err, a.said)
	}
}
