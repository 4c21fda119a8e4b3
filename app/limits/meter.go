package limits

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Meter keeps the budgets of all. They live in the database: a restart gives
// nobody a new one.
type Meter struct {
	db  *db.DB
	key []byte // of the hashes by which the table knows whom
	now func() time.Time
}

// New returns the budgets that d keeps, by a clock.
func New(d *db.DB, key []byte, now func() time.Time) *Meter { return &Meter{d, key, now} }

// Allow takes one from whom's budget under rule. Fault TooMany: there was none.
func (m *Meter) Allow(ctx context.Context, rule Limit, whom string) error {
	return m.allow(ctx, rule, whom, 1)
}

func (m *Meter) allow(ctx context.Context, rule Limit, whom string, n int) error {
	return m.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return tooMuch(m.spend(ctx, tx, rule, whom, n)) })
}

func tooMuch(ok bool, err error) error {
	if err == nil && !ok {
		err = fault.Say(fault.TooMany, "problem.too_many")
	}
	return err
}

// Affords is Allow that takes nothing, of all these budgets: for what is paid once it is stored.
func (m *Meter) Affords(ctx context.Context, whom string, rules ...Limit) error {
	for _, rule := range rules {
		of, counted := rule.counts(whom)
		if !counted {
			continue
		}
		now := m.now()
		full, err := m.db.Read.NewSelect().Table("limits").
			Where("bucket = ? AND tat > ? AND tat <= ?", m.bucket(rule, of), now.Add(rule.Every()*time.Duration(rule.n-1)).UnixMicro(), rule.last(now)).Exists(ctx)
		if err := tooMuch(!full, err); err != nil {
			return err
		}
	}
	return nil
}

// Charge takes what something costs, within the transaction that stores it.
type Charge = db.Func

// Charge is Allow of all these budgets, within the transaction that stores what it pays for.
func (m *Meter) Charge(whom string, rules ...Limit) Charge {
	return func(ctx context.Context, tx bun.Tx) error {
		for _, rule := range rules {
			if err := tooMuch(m.spend(ctx, tx, rule, whom, 1)); err != nil {
				return err
			}
		}
		return nil
	}
}

// AllowIn is Allow within a transaction, which takes it back if it fails.
func (m *Meter) AllowIn(ctx context.Context, tx bun.Tx, rule Limit, whom string) (bool, error) {
	return m.spend(ctx, tx, rule, whom, 1)
}

func (m *Meter) spend(ctx context.Context, idb bun.IDB, rule Limit, whom string, n int) (bool, error) {
	whom, counted := rule.counts(whom)
	if !counted {
		return true, nil
	}
	return rule.takeIn(ctx, idb, m.bucket(rule, whom), m.now(), n)
}

// bucket names a budget without naming whom.
func (m *Meter) bucket(rule Limit, whom string) string {
	mac := hmac.New(sha256.New, m.key)
	mac.Write([]byte(rule.name + "/" + whom))
	return rule.name + "/" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// takeIn is take in one statement, so that any number of processes share a budget. It takes
// n; a refusal takes nothing.
func (l Limit) takeIn(ctx context.Context, idb bun.IDB, bucket string, now time.Time, n int) (bool, error) {
	if n > l.n {
		return false, nil
	}
	at, last, step := now.UnixMicro(), l.last(now), l.Every().Microseconds()*int64(n)
	return db.Changed(idb.NewRaw(`INSERT INTO limits (bucket, tat) VALUES (?, ?)
		ON CONFLICT (bucket) DO UPDATE SET tat = CASE WHEN limits.tat > ? AND limits.tat <= ? THEN limits.tat ELSE ? END + ?
		WHERE limits.tat <= ? OR limits.tat > ?`,
		bucket, at+step, at, last, at, step, at+l.Every().Microseconds()*int64(l.n-n), last).Exec(ctx))
}
