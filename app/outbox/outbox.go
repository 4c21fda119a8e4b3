// Package outbox keeps promises: a job put in a transaction is done at least
// once after that transaction commits, and never if it does not. A job that
// several subscribers do is a fact: each has its own part of it, with its own tries.
// What is done is gone at once. What fails is tried for 72 hours, and then it is dead:
// it waits until somebody has it done again or drops it.
package outbox

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/db"
)

// Job is a promise as it is stored. Its ID stays the same over all tries, so
// it serves as Message-ID or push topic: a repeat is recognised.
type Job struct {
	bun.BaseModel `bun:"table:jobs"`

	ID         string `bun:",pk"`
	Kind       string
	Subscriber string // whose part of a fact it is; "": nobody's yet
	Key        *string
	Payload    string    // JSON
	Ticket     int64     // that it is about; 0: none, or several
	DueAt      time.Time // not before
	LeaseUntil time.Time `bun:",nullzero"` // a worker has it until then
	Node       string    // that worker's
	Tries      int       // that failed
	Rounds     int       // puts that it answers for
	NextDue    time.Time `bun:",nullzero"` // the first put since it was last claimed
	LastError  string
	DeadAt     time.Time `bun:",nullzero"` // it was given up
	DroppedAt  time.Time `bun:",nullzero"` // and somebody decided that it is not done any more
	CreatedAt  time.Time // when it was put or first could go, whichever came later
}

// Into reads the payload into v.
func (j Job) Into(v any) error { return json.Unmarshal([]byte(j.Payload), v) }

// Raw is a payload that is JSON already.
type Raw string

func (r Raw) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// Promise is what Put takes.
type Promise struct {
	Kind    string    // which handlers do it
	Key     string    // at most one job of a key is open; a key belongs to one kind; "": no such bound
	Payload any       // becomes JSON
	Ticket  int64     // that it is about, if it is one
	Due     time.Time // not before; zero: at once
	Keep    bool      // joining an open job leaves it its payload

	subscriber string
}

// Put promises all within tx, in one statement; call Box.Wake after the commit. A put under the
// key of an open job joins it: the job keeps its time, so that what waits
// never slides and a back-off is never cut short, and takes the newer payload unless
// the promise keeps the older. Only where nobody was at it yet and the promise is due before
// it (the clock was set back), it is brought forward. No two of one Put have the same key, and
// all of them Keep, or none. If it is running just then, it goes again afterwards. A dead job
// is revived.
func Put(ctx context.Context, tx bun.Tx, now time.Time, all ...Promise) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]any, 0, len(all)+1)
	for _, p := range all {
		row, err := p.row(now)
		if err != nil {
			return fmt.Errorf("put %s: %w", p.Kind, err)
		}
		rows = append(rows, row)
	}
	const stays = "jobs.dead_at IS NULL AND NOT (jobs.tries = 0 AND jobs.due_at <= jobs.created_at AND excluded.due_at < jobs.due_at)"
	_, err := tx.NewRaw(`INSERT INTO jobs (id, kind, subscriber, key, payload, ticket, due_at, created_at) VALUES `+strings.Repeat("?, ", len(all)-1)+`?
		ON CONFLICT (key) DO UPDATE SET
			rounds = jobs.rounds + 1,
			payload = CASE WHEN ? AND jobs.dead_at IS NULL THEN jobs.payload ELSE excluded.payload END,
			next_due = CASE WHEN jobs.next_due < excluded.due_at THEN jobs.next_due ELSE excluded.due_at END,
			due_at = CASE WHEN `+stays+` THEN jobs.due_at ELSE excluded.due_at END,
			created_at = CASE WHEN `+stays+` THEN jobs.created_at ELSE excluded.created_at END,
			tries = CASE WHEN jobs.dead_at IS NULL THEN jobs.tries ELSE 0 END,
			dead_at = NULL, dropped_at = NULL`,
		append(rows, all[0].Keep)...).Exec(ctx)
	if err != nil {
		return fmt.Errorf("put %s: %w", all[0].Kind, err)
	}
	return nil
}

// row is p as SQL has it between parentheses.
func (p Promise) row(now time.Time) (row schema.QueryWithArgs, err error) {
	payload, err := json.Marshal(p.Payload)
	if err != nil {
		return row, err
	}
	var key *string
	if p.Key != "" {
		key = &p.Key
	}
	due, created := db.Time(p.Due), db.Time(now)
	if p.Due.IsZero() {
		due = created
	}
	if due.After(created) {
		created = due // the days until giving up are days of trying
	}
	return bun.SafeQuery("(?, ?, ?, ?, ?, ?, ?, ?)", rand.Text(), p.Kind, p.subscriber, key, string(payload), p.Ticket, due, created), nil
}

// ForgetTicket drops within tx what was promised about a ticket, or given up.
func ForgetTicket(ctx context.Context, tx bun.Tx, ticket int64) error {
	_, err := tx.NewRaw("DELETE FROM jobs WHERE ticket = ?", ticket).Exec(ctx)
	return err
}

// DropKinds drops within tx what was promised, or given up, of these kinds.
func DropKinds(ctx context.Context, tx bun.Tx, kinds ...string) error {
	_, err := tx.NewRaw("DELETE FROM jobs WHERE kind IN (?)", bun.List(kinds)).Exec(ctx)
	return err
}

// Withdraw drops within tx what was promised under a key.
func Withdraw(ctx context.Context, tx bun.Tx, key string) error {
	_, err := tx.NewRaw("DELETE FROM jobs WHERE key = ?", key).Exec(ctx)
	return err
}
