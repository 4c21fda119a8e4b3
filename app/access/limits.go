package access

import (
	"context"
	"errors"
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
	by   func(whom string) string // what whom counts as, "" for none; nil: whom itself
}

// What web asks Allow for.
var (
	GuestTickets = Limit{"guest tickets", 50, 24 * time.Hour, Network}
	UnsentDrafts = Limit{"parked drafts", 20, time.Hour, Network}
	Replies      = Limit{"replies", 120, time.Minute, nil}
	DeskReplies  = Limit{"desk replies", 600, time.Minute, nil} // nobody promised agents a number: only a script runs into it
	Tickets      = Limit{"tickets", 120, time.Hour, nil}
	Uploads      = Limit{"uploads", 120, time.Hour, nil}
	Exports      = Limit{"exports", 10, time.Hour, nil}
	Subscribing  = Limit{"subscribing", 300, time.Hour, nil}
	PushTests    = Limit{"push tests", 60, time.Hour, nil}
	Ceremonies   = Limit{"ceremonies", 600, time.Hour, Network}
	Received     = Limit{"received", 20, 24 * time.Hour, nil} // mails to one mailbox, however it is spelled; asked by notify
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
func Bytes(name string, perDay int64) Limit {
	return Limit{name, int(max(1, perDay>>10)), 24 * time.Hour, nil}
}

// Affords is Allow that takes nothing, of all these budgets: for what is paid once it is stored.
func (auth *Auth) Affords(ctx context.Context, whom string, rules ...Limit) error {
	for _, rule := range rules {
		of, counted := rule.counts(whom)
		if !counted {
			continue
		}
		full, err := auth.db.Read.NewSelect().Table("limits").
			Where("bucket = ? AND tat > ?", auth.bucket(rule, of), auth.now().Add(rule.Every()*time.Duration(rule.n-1)).UnixMicro()).Exists(ctx)
		if err := tooMuch(!full, err); err != nil {
			return err
		}
	}
	return nil
}

// Charge is Allow of all these budgets, within the transaction that stores what it pays for.
func (auth *Auth) Charge(whom string, rules ...Limit) func(context.Context, bun.Tx) error {
	return func(ctx context.Context, tx bun.Tx) error {
		for _, rule := range rules {
			if err := tooMuch(auth.spend(ctx, tx, rule, whom, 1)); err != nil {
				return err
			}
		}
		return nil
	}
}

// Around is l for all who are near an address: the IPv4 /24 or IPv6 /48 around it, of
// which one may have all. It is so many times as large.
func (l Limit) Around(times int) Limit {
	return Limit{l.name + " around", l.n * times, l.per, around}
}

// ByNetwork is l for whoever has an IP address: one household's, by Network.
func (l Limit) ByNetwork() Limit { l.by = Network; return l }

// AllowBytes is Allow for so many bytes of budgets of Bytes: of all, or of none. back gives
// them back where they were for nothing.
func (auth *Auth) AllowBytes(ctx context.Context, whom string, bytes int64, rules ...Limit) (back func() error, err error) {
	var taken []func() error
	back = func() (err error) {
		for _, give := range taken {
			err = errors.Join(err, give())
		}
		return err
	}
	for _, rule := range rules {
		if err := tooMuch(auth.spend(ctx, auth.db, rule, whom, kilobytes(bytes))); err != nil {
			return nil, errors.Join(err, back())
		}
		taken = append(taken, func() error {
			of, _ := rule.counts(whom)
			_, err := auth.db.NewRaw("UPDATE limits SET tat = tat - ? WHERE bucket = ?", rule.Every().Microseconds()*int64(kilobytes(bytes)), auth.bucket(rule, of)).Exec(ctx)
			return err
		})
	}
	return back, nil
}

func kilobytes(bytes int64) int { return int(bytes>>10) + 1 }

// AllowIn is Allow within a transaction, which takes it back if it fails.
func (auth *Auth) AllowIn(ctx context.Context, tx bun.Tx, rule Limit, whom string) (bool, error) {
	return auth.spend(ctx, tx, rule, whom, 1)
}

func (auth *Auth) spend(ctx context.Context, idb bun.IDB, rule Limit, whom string, n int) (bool, error) {
	whom, counted := rule.counts(whom)
	if !counted {
		return true, nil
	}
	return take(ctx, idb, auth.bucket(rule, whom), auth.now(), rule.per/time.Duration(rule.n), n, rule.n)
}

// counts is what whom counts as, if they count.
func (l Limit) counts(whom string) (of string, counted bool) {
	if l.by == nil {
		return whom, true
	}
	of = l.by(whom)
	return of, of != ""
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
