package access

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Limit is a budget: n at once, refilled evenly over per. Budgets live in the
// database: a restart gives nobody a new one.
type Limit struct {
	name string
	n    int
	per  time.Duration
	byIP bool // whom is an IP address
}

// What web asks Allow for.
var (
	GuestTickets = Limit{"guest tickets", 50, 24 * time.Hour, true}
	UnsentDrafts = Limit{"parked drafts", 20, time.Hour, true}
	Replies      = Limit{"replies", 120, time.Minute, false}
	DeskReplies  = Limit{"desk replies", 600, time.Minute, false} // nobody promised agents a number: only a script runs into it
	Tickets      = Limit{"tickets", 120, time.Hour, false}
	Uploads      = Limit{"uploads", 120, time.Hour, false}
	Exports      = Limit{"exports", 10, time.Hour, false}
	Subscribing  = Limit{"subscribing", 300, time.Hour, false}
	PushTests    = Limit{"push tests", 60, time.Hour, false}
	Ceremonies   = Limit{"ceremonies", 600, time.Hour, true}
	Received     = Limit{"received", 20, 24 * time.Hour, false} // mails to one mailbox, however it is spelled; asked by notify
)

// Allow takes one from whom's budget under rule. Fault TooMany: there was none.
func (auth *Auth) Allow(ctx context.Context, rule Limit, whom string) error {
	return tooMuch(auth.spend(ctx, auth.db, rule, whom, 1))
}

func tooMuch(ok bool, err error) error {
	if err == nil && !ok {
		err = fault.Say(fault.TooMany, "problem.too_many")
	}
	return err
}

// Bytes is a budget of bytes a day, counted in kilobytes.
func Bytes(name string, perDay int64, byIP bool) Limit {
	return Limit{name, int(max(1, perDay>>10)), 24 * time.Hour, byIP}
}

// AllowBytes is Allow for so many bytes of a budget of Bytes.
func (auth *Auth) AllowBytes(ctx context.Context, rule Limit, whom string, bytes int64) error {
	return tooMuch(auth.spend(ctx, auth.db, rule, whom, int(bytes>>10)+1))
}

// Affords is Allow that takes nothing: for what is paid once it is stored.
func (auth *Auth) Affords(ctx context.Context, rule Limit, whom string) error {
	if rule.byIP {
		if whom = Network(whom); whom == "" {
			return nil
		}
	}
	full, err := auth.db.Read.NewSelect().Table("limits").
		Where("bucket = ? AND tat > ?", auth.bucket(rule, whom), auth.now().Add(rule.Every()*time.Duration(rule.n-1)).UnixMicro()).Exists(ctx)
	return tooMuch(!full, err)
}

// Charge is Allow within the transaction that stores what it pays for.
func (auth *Auth) Charge(rule Limit, whom string) func(context.Context, bun.Tx) error {
	return func(ctx context.Context, tx bun.Tx) error {
		return tooMuch(auth.spend(ctx, tx, rule, whom, 1))
	}
}

// AllowIn is Allow within a transaction, which takes it back if it fails.
func (auth *Auth) AllowIn(ctx context.Context, tx bun.Tx, rule Limit, whom string) (bool, error) {
	return auth.spend(ctx, tx, rule, whom, 1)
}

func (auth *Auth) spend(ctx context.Context, idb bun.IDB, rule Limit, whom string, n int) (bool, error) {
	if rule.byIP {
		if whom = Network(whom); whom == "" {
			return true, nil
		}
	}
	return take(ctx, idb, auth.bucket(rule, whom), auth.now(), rule.per/time.Duration(rule.n), n, rule.n)
}

// bucket names a budget without naming whom.
func (auth *Auth) bucket(rule Limit, whom string) string {
	return rule.name + "/" + tag(auth.secret.limits, rule.name+"/"+whom)
}

// take is the generic cell rate algorithm (ITU-T I.371) in one statement, so
// that any number of processes share a budget: at most burst at once, and one
// more after each every. It takes n; a refusal takes nothing.
func take(ctx context.Context, idb bun.IDB, bucket string, now time.Time, every time.Duration, n, burst int) (bool, error) {
	at, step := now.UnixMicro(), every.Microseconds()*int64(n)
	if n > burst {
		return false, nil
	}
	return db.Changed(idb.NewRaw(`INSERT INTO limits (bucket, tat) VALUES (?, ?)
		ON CONFLICT (bucket) DO UPDATE SET tat = CASE WHEN limits.tat > ? THEN limits.tat ELSE ? END + ?
		WHERE limits.tat <= ?`,
		bucket, at+step, at, at, step, at+every.Microseconds()*int64(burst-n)).Exec(ctx))
}
