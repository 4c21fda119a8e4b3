package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
)

// Budgets are the ones that the operator may set.
type Budgets struct {
	Subnet    int // codes an hour that are asked for from one IPv6 /56
	Network   int // from one network: an IPv4 /24 or an IPv6 /48
	Newcomers int // mails an hour to mailboxes that never proved themselves
}

// UsualBudgets hold where the operator says nothing.
var UsualBudgets = Budgets{Subnet: 100, Network: 300, Newcomers: 600}

// The other budgets of codes. Nobody shares one with a stranger who could empty
// it, but for an hour of their own network.
var (
	codesOfAddress = Limit{"codes of address", 30, time.Hour, nil}
	codesOfSubnet  = Limit{"codes of subnet", 0, time.Hour, nil}
	codesOfNetwork = Limit{"codes of network", 0, time.Hour, nil}
	codeMinute     = Limit{"code minute", 1, time.Minute, nil}
	codeHour       = Limit{"code hour", 5, time.Hour, nil}
	codeNearDay    = Limit{"code near day", 10, 24 * time.Hour, nil}
	codeDay        = Limit{"code day", 40, 24 * time.Hour, nil}
	wordMinute     = Limit{"word minute", 1, time.Minute, nil}
	wordDay        = Limit{"word day", 5, 24 * time.Hour, nil}
	newcomerMails  = Limit{"newcomer mails", 0, time.Hour, nil}
)

// trust tells who shares budgets: browsers that answered a code of this target
// before, or all others.
type trust string

const (
	known    trust = "k"
	stranger trust = "n"
)

func trustOf(isKnown bool) trust {
	if isKnown {
		return known
	}
	return stranger
}

// budget is a rule and whom it is about.
type budget struct {
	rule Limit
	whom string
	told
}

// told is what a browser hears of an empty budget.
type told int

const (
	quiet  told = iota // nothing: its asks cost it nothing then, its page names the minute of the next
	loud               // that its network has had enough
	secret             // nothing, not even by what its other budgets have left: others emptied it
)

func (r Limit) of(n int) Limit { r.n = n; return r }

// codeBudgets are asked in this order. A browser that is known has its own of
// each, and none of those that all share.
func (auth *Auth) codeBudgets(c trust, a asker, target string) []budget {
	near, around := "", ""
	if a.network != "" {
		near, around = a.near+"/"+target, a.network+"/"+target
	}
	all := append(auth.askerBudgets(a), budget{codeMinute, near, quiet}, budget{codeHour, near, quiet}, budget{codeNearDay, around, quiet})
	if c == stranger {
		all = append(all, budget{codeDay, target, secret})
	}
	for i := range all {
		all[i].rule.name = string(c) + " " + all[i].rule.name
	}
	return counted(all)
}

func counted(all []budget) []budget {
	return slices.DeleteFunc(all, func(b budget) bool { return b.whom == "" })
}

// askerBudgets are those of whoever asks, for whatever target.
func (auth *Auth) askerBudgets(a asker) []budget {
	return []budget{
		{codesOfAddress, a.address, loud}, {codesOfSubnet.of(auth.Budgets.Subnet), a.subnet, loud}, {codesOfNetwork.of(auth.Budgets.Network), a.network, loud},
	}
}

// charge takes one from each budget, or from none if one is empty: it returns
// the first of those. Only a secret one leaves the others charged. Whichever it
// is, the database does the same. tats are the budgets as they are then.
func (auth *Auth) charge(ctx context.Context, tx bun.Tx, budgets []budget) (empty *budget, tats []int64, err error) {
	if len(budgets) == 0 {
		return nil, nil, nil
	}
	names := make([]string, len(budgets))
	for i, b := range budgets {
		names[i] = auth.bucket(b.rule, b.whom)
	}
	held, err := hold(ctx, tx, names)
	if err != nil {
		return nil, nil, err
	}
	after, now := make([]int64, len(budgets)), auth.now()
	for i, b := range budgets {
		var ok bool
		if after[i], ok = b.rule.take(held[names[i]], now); !ok && empty == nil {
			empty = &budgets[i]
		}
	}
	for i, b := range budgets {
		if empty != nil && (empty.told != secret || b.told == secret) {
			after[i] = held[names[i]]
		}
	}
	return empty, after, keep(ctx, tx, names, after)
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

// take is the generic cell rate algorithm (ITU-T I.371): at most n at once, and
// one more after each step. It returns the theoretical arrival time, in
// microseconds, after one was taken.
func (r Limit) take(tat int64, now time.Time) (after int64, ok bool) {
	if r.free(tat).After(now) {
		return tat, false
	}
	return max(tat, now.UnixMicro()) + r.step().Microseconds(), true
}

// free is from when one can be taken.
func (r Limit) free(tat int64) time.Time {
	return time.UnixMicro(tat - int64(r.n-1)*r.step().Microseconds()).UTC()
}

func (r Limit) step() time.Duration { return r.per / time.Duration(max(r.n, 1)) }

// busy says that a network has asked for all the codes of an hour, and until when.
func busy(until time.Time) error {
	until = until.Add(time.Minute - 1).Truncate(time.Minute)
	return fault.Say(fault.TooMany, "access.network.busy", "When", until)
}
