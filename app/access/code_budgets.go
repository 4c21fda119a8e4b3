package access

import (
	"slices"
	"time"

	"hilo/app/fault"

	"hilo/app/limits"
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
	codesOfAddress = limits.Of("codes of address", 30, time.Hour)
	codesOfSubnet  = limits.Of("codes of subnet", 0, time.Hour)
	codesOfNetwork = limits.Of("codes of network", 0, time.Hour)
	codeMinute     = limits.Of("code minute", 1, time.Minute)
	codeHour       = limits.Of("code hour", 5, time.Hour)
	codeNearDay    = limits.Of("code near day", 10, 24*time.Hour)
	codeDay        = limits.Of("code day", 40, 24*time.Hour)
	wordMinute     = limits.Of("word minute", 1, time.Minute)
	wordDay        = limits.Of("word day", 5, 24*time.Hour)
	newcomerMails  = limits.Of("newcomer mails", 0, time.Hour)
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

// codeBudgets are asked in this order. A browser that is known has its own of
// each, and none of those that all share.
func (codes *Codes) codeBudgets(c trust, a limits.Asker, target string) []limits.Budget {
	near, around := "", ""
	if a.Network != "" {
		near, around = a.Near+"/"+target, a.Network+"/"+target
	}
	all := append(codes.askerBudgets(a), limits.Budget{Rule: codeMinute, Whom: near}, limits.Budget{Rule: codeHour, Whom: near}, limits.Budget{Rule: codeNearDay, Whom: around})
	if c == stranger {
		all = append(all, limits.Budget{Rule: codeDay, Whom: target, Told: limits.Secret})
	}
	for i := range all {
		all[i].Rule = all[i].Rule.ApartFor(string(c))
	}
	return counted(all)
}

func counted(all []limits.Budget) []limits.Budget {
	return slices.DeleteFunc(all, func(b limits.Budget) bool { return b.Whom == "" })
}

// askerBudgets are those of whoever asks, for whatever target.
func (codes *Codes) askerBudgets(a limits.Asker) []limits.Budget {
	return []limits.Budget{
		{Rule: codesOfAddress, Whom: a.Address, Told: limits.Loud},
		{Rule: codesOfSubnet.With(codes.budgets.Subnet), Whom: a.Subnet, Told: limits.Loud},
		{Rule: codesOfNetwork.With(codes.budgets.Network), Whom: a.Network, Told: limits.Loud},
	}
}

// busy says that a network has asked for all the codes of an hour, and until when.
func busy(until time.Time) error {
	until = until.Add(time.Minute - 1).Truncate(time.Minute)
	return fault.Say(fault.TooMany, "access.network.busy", "When", until)
}
