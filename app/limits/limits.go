// Package limits is how much anybody may ask for: budgets in the database, which
// no restart refills and any number of processes share, and floods in memory. It
// keeps no names: whom a budget is about is a keyed hash.
package limits

import "time"

// Limit is a budget: n at once, refilled evenly over per.
type Limit struct {
	name string
	n    int
	per  time.Duration
	by   func(whom string) string // what whom counts as, "" for none; nil: whom itself
}

// What the product asks for.
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
	NewPasskeys  = Limit{"passkeys", 30, time.Hour, nil} // those that a person adds: each is told by mail
	TrialMails   = Limit{"trial mails", 6, time.Hour, nil}
	Received     = Limit{"received", 20, 24 * time.Hour, nil} // mails to one mailbox, however it is spelled; asked by notify
)

// Name is what l is kept under.
func (l Limit) Name() string { return l.name }

// Of is a budget by the name under which it is kept.
func Of(name string, n int, per time.Duration) Limit { return Limit{name, n, per, nil} }

// With is l with another number.
func (l Limit) With(n int) Limit { l.n = n; return l }

// ApartFor is l for some of those whom it is about, who share none with the others.
func (l Limit) ApartFor(some string) Limit { l.name = some + " " + l.name; return l }

// Around is l for all who are near an address: the IPv4 /24 or IPv6 /48 around it, of
// which one may have all. It is so many times as large.
func (l Limit) Around(times int) Limit {
	return Limit{l.name + " around", l.n * times, l.per, around}
}

// OfAll is l for all together, whoever they are.
func (l Limit) OfAll() Limit { l.by = func(string) string { return "all" }; return l }

// ByNetwork is l for whoever has an IP address: one household's, by Network.
func (l Limit) ByNetwork() Limit { l.by = Network; return l }

// Every is how long one of the budget takes to come back.
func (l Limit) Every() time.Duration { return l.per / time.Duration(max(l.n, 1)) }

// counts is what whom counts as, if they count.
func (l Limit) counts(whom string) (of string, counted bool) {
	if l.by == nil {
		return whom, true
	}
	of = l.by(whom)
	return of, of != ""
}

// skew is how far the clocks of two nodes may be apart.
const skew = time.Minute

// last is the latest theoretical arrival time that a budget can have now, in microseconds. A
// later one is of a clock that was set back since: it holds nobody up.
func (l Limit) last(now time.Time) int64 { return now.Add(l.per + skew).UnixMicro() }

// take is the generic cell rate algorithm (ITU-T I.371): at most n at once, and
// one more after each of Every. It returns the theoretical arrival time, in
// microseconds, after one was taken.
func (l Limit) take(tat int64, now time.Time) (after int64, ok bool) {
	if l.free(tat).After(now) {
		return tat, false
	}
	return max(tat, now.UnixMicro()) + l.Every().Microseconds(), true
}

// free is from when one can be taken.
func (l Limit) free(tat int64) time.Time {
	return time.UnixMicro(tat - int64(l.n-1)*l.Every().Microseconds()).UTC()
}
