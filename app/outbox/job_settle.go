package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

const giveUp = 72 * time.Hour

type later struct{ at time.Time }

func (l later) Error() string { return "later" }

// Later is a handler's answer "not now": the job goes again at at, or when a
// put during this run wants it, whichever is earlier. It does not count as a try.
func Later(at time.Time) error { return later{at} }

type never struct{ error }

func (n never) Unwrap() error { return n.error }

// Never is a handler's answer "not ever": the job is dead at once, because of err, which is not nil.
func Never(err error) error { return never{fmt.Errorf("never: %w", err)} }

// IsNever tells whether err is such an answer.
func IsNever(err error) bool { return errors.As(err, new(never)) }

// do runs one job and stores how it went. If that cannot be stored, the lease
// runs out and the job goes again: at least once.
func (b *Box) do(work context.Context, subscribers Subscribers, job *Job) {
	ctx, cancel := context.WithTimeout(work, timeout)
	defer cancel()
	verdict := call(ctx, subscribers, *job)
	if err := b.settle(context.WithoutCancel(work), job, verdict, work.Err() != nil); err != nil {
		slog.Error("settle job", "kind", job.Kind, "id", job.ID, "error", err)
	}
}

// call turns a panic into an error; of its value only what cannot hold people's words is kept.
func call(ctx context.Context, subscribers Subscribers, job Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %T", p)
			if r, ok := p.(runtime.Error); ok {
				err = fmt.Errorf("panic: %w", r)
			}
			slog.Error("job panicked", "kind", job.Kind, "id", job.ID, "stack", string(debug.Stack()))
		}
	}()
	return subscribers.handle(ctx, job)
}

func (b *Box) settle(ctx context.Context, job *Job, verdict error, stopping bool) error {
	var at later
	var no never
	var fact shared
	switch {
	case verdict == nil:
		return b.done(ctx, job)
	case errors.As(verdict, &fact):
		return b.share(ctx, job, fact)
	case errors.As(verdict, &at):
		return b.putOff(ctx, job, at.at)
	case errors.As(verdict, &no):
		return b.bury(ctx, job, no)
	case stopping:
		return b.release(ctx, job) // cut off by us, not failed
	case b.now().Sub(job.CreatedAt) >= giveUp:
		return b.bury(ctx, job, verdict)
	}
	return b.retry(ctx, job, verdict)
}

// done forgets the job, unless it was put again while it ran.
func (b *Box) done(ctx context.Context, job *Job) error {
	gone, err := b.change(ctx, job, "DELETE FROM jobs WHERE rounds = ?", job.Rounds)
	if err != nil || gone {
		return err
	}
	return b.again(ctx, job)
}

func (b *Box) putOff(ctx context.Context, job *Job, at time.Time) error {
	at = db.Time(at)
	_, err := b.change(ctx, job, `UPDATE jobs SET due_at = CASE WHEN next_due < ? THEN next_due ELSE ? END,
		lease_until = NULL WHERE TRUE`, at, at)
	return err
}

// JobGivenUp is the job that tells of one that died and was about a ticket; its payload is a GivenUp.
const JobGivenUp = "given-up"

// GivenUp is what died.
type GivenUp struct {
	Kind   string `json:"kind"`
	Ticket int64  `json:"ticket"`
}

// bury puts the job on the dead list, unless it was put again while it ran:
// that promise is young and gets its own tries.
func (b *Box) bury(ctx context.Context, job *Job, why error) error {
	asked, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	dead := false
	err := b.db.Write(asked, func(ctx context.Context, tx bun.Tx) (err error) {
		dead, err = db.Changed(tx.NewRaw(`UPDATE jobs SET dead_at = ?, tries = ?, last_error = ?, lease_until = NULL
			WHERE rounds = ? AND id = ? AND lease_until = ?`, db.Time(b.now()), job.Tries+1, reason(why), job.Rounds, job.ID, job.LeaseUntil).Exec(ctx))
		if err != nil || !dead || job.Ticket == 0 || job.Kind == JobGivenUp {
			return err
		}
		return Put(ctx, tx, b.now(), Promise{
			Kind: JobGivenUp, Key: fmt.Sprint(JobGivenUp, "/", job.Kind, "/", job.Ticket), Payload: GivenUp{job.Kind, job.Ticket}, Ticket: job.Ticket,
		})
	})
	if err != nil {
		return err
	}
	if !dead {
		return b.again(ctx, job)
	}
	b.Wake()
	slog.Error("job is dead", "kind", job.Kind, "id", job.ID, "err", reason(why))
	return nil
}

func (b *Box) retry(ctx context.Context, job *Job, why error) error {
	slog.Warn("job failed", "kind", job.Kind, "id", job.ID, "err", reason(why))
	due := db.Time(b.now().Add(backoff(job.Tries, rand.Float64())))
	_, err := b.change(ctx, job, `UPDATE jobs SET due_at = ?, tries = ?, last_error = ?,
		lease_until = NULL WHERE TRUE`, due, job.Tries+1, reason(why))
	return err
}

// release gives the job back untouched.
func (b *Box) release(ctx context.Context, job *Job) error {
	_, err := b.change(ctx, job, "UPDATE jobs SET lease_until = NULL WHERE TRUE")
	return err
}

// again starts the job afresh for those who put it while it ran.
func (b *Box) again(ctx context.Context, job *Job) error {
	_, err := b.change(ctx, job, `UPDATE jobs SET due_at = next_due, created_at = next_due, next_due = NULL,
		tries = 0, rounds = 1, lease_until = NULL WHERE next_due IS NOT NULL`)
	return err
}

// change runs a statement on the job if it is still ours: a worker that slept past the
// end of a lease must not undo what the next holder did.
func (b *Box) change(ctx context.Context, job *Job, query string, args ...any) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	return db.Changed(b.db.Exec(ctx, query+" AND id = ? AND lease_until = ?", append(args, job.ID, job.LeaseUntil)...))
}

// backoff tells how long to wait after a failure that tries others preceded:
// 30 s, doubling up to 1 h, ±20 % (dice in [0,1)) so that a crowd does not come back as one.
func backoff(tries int, dice float64) time.Duration {
	wait := time.Hour
	if tries < 7 {
		wait = 30 * time.Second << tries
	}
	return time.Duration(float64(wait) * (0.8 + 0.4*dice))
}

// reason is err as both engines can store it.
func reason(err error) string {
	text := strings.ReplaceAll(err.Error(), "\x00", "")
	if len(text) > 500 {
		text = text[:500]
	}
	return strings.ToValidUTF8(text, "")
}
