package desk

import "slices"

// Kind says what an entry records, in the past tense.
type Kind string

// The kinds of entries. What a kind means stands in its row of kinds.
const (
	Opened      Kind = "opened"
	Replied     Kind = "replied"
	Asked       Kind = "asked"
	Solved      Kind = "solved"
	Confirmed   Kind = "confirmed"
	Reopened    Kind = "reopened"
	Warned      Kind = "warned"
	Closed      Kind = "closed"
	Rated       Kind = "rated"
	Renamed     Kind = "renamed" // its requester corrected the subject
	Noted       Kind = "noted"
	Assigned    Kind = "assigned"
	Held        Kind = "held"
	Proven      Kind = "proven"
	Bounced     Kind = "bounced"
	Undelivered Kind = "undelivered" // a mail or push was given up
	Guessed     Kind = "guessed"     // too many wrong codes, which once ended all sending for a day: no new ones
	Erased      Kind = "erased"      // words and files went on request
	Disowned    Kind = "disowned"
)

// Audience is who may ever know of an entry. The zero one is the staff, so that
// a kind without a row stays among them.
type Audience int

// The audiences of a kind.
const (
	StaffOnly Audience = iota
	Public             // the requester too
)

// Urgency orders what a requester is told, if somebody else did it.
type Urgency int

// The urgencies, the weakest first.
const (
	Untold  Urgency = iota // nobody is told
	Told                   // there are words to read
	Wanted                 // we wait for details
	Decided                // the ticket ended, or will: do they agree?
)

// Form is how a message of a kind is shown, beside its words.
type Form string

// The forms of messages.
const (
	Plain  Form = ""
	Note   Form = "note"   // on the staff's paper
	Headed Form = "headed" // its sentence stands above its words
	Bare   Form = "bare"   // without a message, whatever is erased of it
)

// kindRow is all that differs between kinds without a rule.
type kindRow struct {
	audience Audience
	urgency  Urgency
	sentence string // key of the catalogues
	push     string // what a push is about, and offers to answer
	form     Form
}

// kinds has a row for each kind. A kind without one is the staff's alone, tells
// nobody, and has the sentence of its name.
var kinds = map[Kind]kindRow{
	Opened:      {Public, Untold, "entry.opened", "", Plain},
	Replied:     {Public, Told, "entry.replied", "reply", Plain},
	Asked:       {Public, Wanted, "entry.asked", "ask", Headed},
	Solved:      {Public, Decided, "entry.solved", "solve", Headed},
	Confirmed:   {Public, Untold, "entry.confirmed", "", Plain},
	Reopened:    {Public, Told, "entry.reopened", "reply", Plain},
	Warned:      {Public, Decided, "entry.warned", "solve", Plain},
	Closed:      {Public, Decided, "entry.closed", "solve", Plain},
	Rated:       {Public, Untold, "entry.rated", "", Headed},
	Renamed:     {Public, Untold, "entry.renamed", "", Bare},
	Erased:      {Public, Untold, "entry.erased", "", Plain},
	Noted:       {StaffOnly, Untold, "entry.noted", "", Note},
	Assigned:    {StaffOnly, Untold, "entry.assigned", "", Plain},
	Held:        {StaffOnly, Untold, "entry.held", "", Plain},
	Proven:      {StaffOnly, Untold, "entry.proven", "", Plain},
	Bounced:     {StaffOnly, Untold, "entry.bounced", "", Plain},
	Undelivered: {StaffOnly, Untold, "entry.undelivered", "", Plain},
	Guessed:     {StaffOnly, Untold, "entry.guessed", "", Plain},
	Disowned:    {StaffOnly, Untold, "entry.disowned", "", Plain},
}

// Public tells whether a requester may ever know of such an entry.
func (k Kind) Public() bool { return kinds[k].audience == Public }

// Urgency is how much a requester needs to hear of it.
func (k Kind) Urgency() Urgency { return kinds[k].urgency }

// PushVerb is what a push about it offers to answer: reply, ask or solve.
func (k Kind) PushVerb() string { return kinds[k].push }

// Form is how its messages are shown.
func (k Kind) Form() Form { return kinds[k].form }

// sentence is the key of what it says without a message.
func (k Kind) sentence() string {
	if row, known := kinds[k]; known {
		return row.sentence
	}
	return "entry." + string(k)
}

// told tells whether a requester hears of it.
func (k Kind) told() bool { return k.Urgency() > Untold }

// kindsWith lists the kinds with a property, for conditions of queries.
func kindsWith(has func(Kind) bool) (list []Kind) {
	for k := range kinds {
		if has(k) {
			list = append(list, k)
		}
	}
	slices.Sort(list)
	return list
}
