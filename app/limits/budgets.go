package limits

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// Budget is a limit and whom it is about.
type Budget struct {
	Rule Limit
	Whom string
	Told Told
}

// Told is what a browser hears of an empty budget.
type Told int

// What it may hear.
const (
	Quiet  Told = iota // nothing: its asks cost it nothing then, its page names the minute of the next
	Loud               // that its network has had enough
	Secret             // nothing, not even by what its other budgets have left: others emptied it
)

// ChargeAll takes one from each budget, or from none if one is empty: it returns
// the first of those. Only a secret one leaves the others charged. Whichever it
// is, the database does the same. free is from when each has one again.
func (m *Meter) ChargeAll(ctx context.Context, tx bun.Tx, budgets []Budget) (empty *Budget, free []time.Time, err error) {
	if len(budgets) == 0 {
		return nil, nil, nil
	}
	names := make([]string, len(budgets))
	for i, b := range budgets {
		names[i] = m.bucket(b.Rule, b.Whom)
	}
	held, err := hold(ctx, tx, names)
	if err != nil {
		return nil, nil, err
	}
	after, now := make([]int64, len(budgets)), m.now()
	for i, b := range budgets {
		var ok bool
		if held[names[i]] > b.Rule.last(now) {
			held[names[i]] = 0
		}
		if after[i], ok = b.Rule.take(held[names[i]], now); !ok && empty == nil {
			empty = &budgets[i]
		}
	}
	for i, b := range budgets {
		if empty != nil && (empty.Told != Secret || b.Told == Secret) {
			after[i] = held[names[i]]
		}
		free = append(free, b.Rule.free(after[i]))
	}
	return empty, free, keep(ctx, tx, names, after)
}

// hold reads budgets and keeps others from them until tx ends. They are locked
// in the order of their names: two that wait for each other would deadlock.
func hold(ctx context.Context, tx bun.Tx, names []string) (map[string]int64, error) {
	var rows []struct {
		Bucket string
		Tat    int64
	}
	query, args := upsert(slices.Sorted(slices.Values(names)), func(string) int64 { return 0 })
	if err := tx.NewRaw(query+"limits.tat RETURNING bucket, tat", args...).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	held := map[string]int64{}
	for _, row := range rows {
		held[row.Bucket] = row.Tat
	}
	return held, nil
}

func keep(ctx context.Context, tx bun.Tx, names []string, tats []int64) error {
	query, args := upsert(names, func(name string) int64 { return tats[slices.Index(names, name)] })
	_, err := tx.NewRaw(query+"excluded.tat", args...).Exec(ctx)
	return err
}

func upsert(names []string, tat func(string) int64) (query string, args []any) {
	for _, name := range names {
		args = append(args, name, tat(name))
	}
	return "INSERT INTO limits (bucket, tat) VALUES " + strings.Repeat("(?, ?), ", len(names)-1) + "(?, ?) ON CONFLICT (bucket) DO UPDATE SET tat = ", args
}
