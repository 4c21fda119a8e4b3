package dbtest

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Watched is d, and what is asked of it, each write once.
func Watched(d *db.DB) (*db.DB, *Queries) {
	q := new(Queries)
	watched := d.Watched(q)
	watched.Rehearse = nil
	return watched, q
}

// Queries remembers statements.
type Queries struct {
	mu  sync.Mutex
	all []string
}

// Take returns the statements since the last time, without their values, a line each.
func (q *Queries) Take() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := strings.Join(q.all, "\n")
	q.all = nil
	return values.ReplaceAllString(all, "?")
}

var values = regexp.MustCompile(`'(?:[^']|'')*'|\b\d+\b|\b(?i:true|false)\b`)

func (q *Queries) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (q *Queries) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = append(q.all, e.Query)
}
