package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// pen writes words into a table, a word a Write, and counts transactions.
type pen struct {
	*DB
	t      *testing.T
	begins int
}

func newPen(t *testing.T) *pen {
	d, err := Open(t.Context(), t.TempDir()+"/hilo.db")
	ok(t, err)
	t.Cleanup(func() { d.Close() })
	p := &pen{DB: d, t: t}
	d.DB = d.DB.WithQueryHook(p)
	for _, q := range []string{"CREATE TABLE words (word TEXT NOT NULL, by TEXT)", "CREATE TABLE one (word TEXT UNIQUE)", "INSERT INTO one VALUES ('one')"} {
		_, err := d.Exec(t.Context(), q)
		ok(t, err)
	}
	p.begins = 0
	return p
}

func (p *pen) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	if e.Query == "BEGIN" {
		p.begins++
	}
	return ctx
}

func (p *pen) AfterQuery(context.Context, *bun.QueryEvent) {}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// puts is a Write of a word.
func puts(word string) Func {
	return func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("INSERT INTO words (word) VALUES (?)", word).Exec(ctx)
		return err
	}
}

func (p *pen) words() (all []string) {
	p.t.Helper()
	ok(p.t, p.Read.NewRaw("SELECT word FROM words ORDER BY word").Scan(p.t.Context(), &all))
	return all
}

// together has all of them wait behind one another, and then serves them. Out: the answers.
func (p *pen) together(all ...Func) []error {
	p.t.Helper()
	w := &writer{asks: make(chan *ask, len(all)), long: time.Hour}
	answers := make([]error, len(all))
	var asking sync.WaitGroup
	for i, fn := range all {
		asking.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					answers[i] = fmt.Errorf("panic: %v", r)
				}
			}()
			answers[i] = w.write(p.t.Context(), p.DB.DB, fn)
		})
		for len(w.asks) <= i {
			runtime.Gosched()
		}
	}
	for first := w.waiting(); first != nil; first = w.waiting() {
		w.serve(first)
	}
	asking.Wait()
	return answers
}

// Whoever waits shares a commit. What a function refuses, or a constraint, is undone alone;
// what may have cost the others their words has each run once more in a transaction of its
// own. Everybody has the answer to their own, and no word is there twice or not at all.
func TestGroup(t *testing.T) {
	refusal := errors.New("no")
	for name, tt := range map[string]struct {
		second Func
		answer string // that it gets
		begins int
	}{
		"all is well": {puts("b"), "", 1},
		"a refusal":   {func(ctx context.Context, tx bun.Tx) error { return errors.Join(puts("b")(ctx, tx), refusal) }, "no", 1},
		"a constraint": {func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO words (word) SELECT 'b' UNION ALL SELECT NULL")
			return err
		}, "constraint", 1},
		"a panic": {func(ctx context.Context, tx bun.Tx) error { puts("b")(ctx, tx); panic("oh") }, "panic: oh", 3},
		"a full disk": {func(ctx context.Context, tx bun.Tx) error {
			if err := puts("b")(ctx, tx); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO words (word) VALUES (hex(zeroblob(100000)))")
			return err
		}, "full", 4},
		"a full disk that it says nothing of": {func(ctx context.Context, tx bun.Tx) error {
			tx.ExecContext(ctx, "INSERT INTO words (word) VALUES (hex(zeroblob(100000)))")
			return nil
		}, "no such savepoint", 4},
		"its own time is over": {func(ctx context.Context, tx bun.Tx) (err error) {
			ctx, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
			defer cancel()
			for err == nil { // an end that comes just before a statement begins does not end that one
				_, err = tx.ExecContext(ctx, "UPDATE words SET word = word WHERE 0 < (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT max(i) FROM n)")
			}
			return err
		}, "deadline", 4},
		"another end of the transaction": {func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, "ROLLBACK")
			return err
		}, "no such savepoint", 4},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPen(t)
			var pages int
			ok(t, p.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages))
			_, err := p.ExecContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages+2))
			ok(t, err)
			answers := p.together(puts("a"), tt.second, puts("c"), puts("d"))
			want := []string{"a", "b", "c", "d"}
			if tt.answer != "" {
				want = []string{"a", "c", "d"}
			}
			if got := p.words(); !slices.Equal(got, want) {
				t.Errorf("%q is there, want %q", got, want)
			}
			if p.begins != tt.begins {
				t.Errorf("%d transactions, want %d", p.begins, tt.begins)
			}
			for i, err := range answers {
				if good := i != 1 || tt.answer == ""; good != (err == nil) || !good && !strings.Contains(err.Error(), tt.answer) {
					t.Errorf("%d is told: %v", i, err)
				}
			}
		})
	}
}

// A group is bounded: the first of it does not wait for a crowd.
func TestGroupIsBounded(t *testing.T) {
	p := newPen(t)
	var all []Func
	for i := range groupMost + 1 {
		all = append(all, puts(fmt.Sprint(i)))
	}
	for _, err := range p.together(all...) {
		ok(t, err)
	}
	if p.begins != 2 || len(p.words()) != groupMost+1 {
		t.Errorf("%d transactions, %d words", p.begins, len(p.words()))
	}
}

// Whoever is gone before its turn writes nothing; whoever goes during it is stored with the others.
func TestAskerGoes(t *testing.T) {
	p := newPen(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := p.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		cancel()
		return puts("a")(ctx, tx)
	})
	ok(t, err)
	if err := p.Write(ctx, puts("b")); !errors.Is(err, context.Canceled) {
		t.Errorf("gone before: %v", err)
	}
	waits, gone := context.WithCancel(t.Context())
	left := make(chan error)
	err = p.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
		go func() { left <- p.Write(waits, puts("c")) }()
		gone()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("gone while it waited: %v", err)
		}
		return puts("d")(ctx, tx)
	})
	ok(t, err)
	if got := p.words(); !slices.Equal(got, []string{"a", "d"}) {
		t.Errorf("%q", got)
	}
}

// A write within a write is told so: it would wait for itself.
func TestWriteWithinWrite(t *testing.T) {
	p := newPen(t)
	err := p.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error { return p.Write(ctx, puts("a")) })
	if err == nil || len(p.words()) > 0 {
		t.Errorf("%v, %q", err, p.words())
	}
}

// Close stores what waits. Later ones are told.
func TestCloseDrains(t *testing.T) {
	p := newPen(t)
	w := &writer{asks: make(chan *ask, 3), quit: make(chan struct{}), ended: make(chan struct{})}
	var asking sync.WaitGroup
	for _, word := range []string{"a", "b", "c"} {
		asking.Go(func() { ok(t, w.write(t.Context(), p.DB.DB, puts(word))) })
	}
	for len(w.asks) < 3 {
		runtime.Gosched()
	}
	close(w.quit)
	w.run()
	asking.Wait()
	if got := p.words(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
	ok(t, p.Close())
	if err := p.Write(t.Context(), puts("d")); err == nil {
		t.Error("written to a closed database")
	}
}

// A crowd writes, refuses and panics: each word is there once, and each asker knows of its own.
func TestCrowdWrites(t *testing.T) {
	p := newPen(t)
	var all sync.WaitGroup
	for by := range 32 {
		all.Go(func() {
			for i := range 10 {
				word := fmt.Sprintf("%d/%d", by, i)
				seen, err := 0, error(nil)
				func() {
					defer func() { recover() }()
					err = errLeft
					err = p.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
						seen = 0
						if err := tx.NewRaw("SELECT count(*) FROM words WHERE by = ?", fmt.Sprint(by)).Scan(ctx, &seen); err != nil {
							return err
						}
						if _, err := tx.NewRaw("INSERT INTO words (word, by) VALUES (?, ?)", word, fmt.Sprint(by)).Exec(ctx); err != nil {
							return err
						}
						switch {
						case by%8 == 1:
							return errors.New("no")
						case by == 2 && i == 5:
							panic("oh")
						}
						return nil
					})
				}()
				if stored := by%8 != 1 && (by != 2 || i != 5); stored != (err == nil) {
					t.Errorf("%s: %v", word, err)
				}
				if by%8 > 2 && seen != i {
					t.Errorf("%s comes after %d", word, seen)
				}
			}
		})
	}
	all.Wait()
	got := p.words()
	if want := 28*10 - 1; len(got) != want || len(slices.Compact(got)) != want {
		t.Errorf("%d words, %d of them once; want %d", len(got), len(slices.Compact(got)), want)
	}
}
