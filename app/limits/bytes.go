package limits

import (
	"context"
	"errors"
	"time"
)

// Bytes is a budget of bytes a day, counted in kilobytes.
func Bytes(name string, perDay int64) Limit {
	return Limit{name, int(max(1, perDay>>10)), 24 * time.Hour, nil}
}

// AllowBytes is Allow for so many bytes of budgets of Bytes: of all, or of none. back gives
// them back where they were for nothing.
func (m *Meter) AllowBytes(ctx context.Context, whom string, bytes int64, rules ...Limit) (back func() error, err error) {
	var taken []func() error
	back = func() (err error) {
		for _, give := range taken {
			err = errors.Join(err, give())
		}
		return err
	}
	for _, rule := range rules {
		if err := m.allow(ctx, rule, whom, kilobytes(bytes)); err != nil {
			return nil, errors.Join(err, back())
		}
		taken = append(taken, func() error {
			of, _ := rule.counts(whom)
			_, err := m.db.Exec(ctx, "UPDATE limits SET tat = tat - ? WHERE bucket = ?", rule.Every().Microseconds()*int64(kilobytes(bytes)), m.bucket(rule, of))
			return err
		})
	}
	return back, nil
}

func kilobytes(bytes int64) int { return int(bytes>>10) + 1 }
