package desk

import "hilo/app/fault"

// Side is where an actor stands towards a ticket: a property of the way in, not
// of the person. Agents see their own tickets like anyone.
type Side int

// The sides; without a word one is a requester.
const (
	RequesterSide Side = iota
	DeskSide
)

// Actor is the one who acts or looks: a person, the side they are on, how sure
// we are of them, and how far they reach. Sessions and guest links make actors.
type Actor struct {
	Person // the zero Person: the system
	Side   Side
	Proof  Proof // how they are here now
	Scope  int64 // a guest's only ticket; 0: all of theirs
}

// SignedIn is a person after a full sign-in, on the requester's side.
func SignedIn(p Person) Actor { return Actor{Person: p, Proof: ProofSession} }

// Guest is a person whom a guest link led to one ticket.
func Guest(p Person, ticket int64) Actor {
	p.Role = Customer
	return Actor{Person: p, Proof: ProofGuest, Scope: ticket}
}

// Unproven is somebody who typed an address.
func Unproven(email string) Actor { return Actor{Person: Person{Email: email}, Proof: ProofNone} }

// OnDesk is the same actor at the desk.
func (a Actor) OnDesk() Actor {
	a.Side = DeskSide
	return a
}

// Agents is the actor for all of the desk at once, to read what each of them may see but
// for tickets of their own: whoever reads so leaves those out.
var Agents = Actor{Side: DeskSide}

// system is the actor where nobody acts.
var system = Actor{Side: DeskSide}

// AtDesk tells whether the actor works at the desk.
func (a Actor) AtDesk() bool { return a.Side == DeskSide }

// Right is what an actor may do, whatever the ticket.
type Right int

// The rights.
const (
	WorkTickets   Right = iota // the desk's verbs
	DecideTickets              // the requester's: what is it about, is it solved, how was it, was it me?
	ListTickets                // a guest has one ticket and no list
	StartTickets               // with drafts and uploads before there is a ticket
	Administer                 // the installation
)

// Can tells whether the actor has a right.
func (a Actor) Can(do Right) bool {
	switch do {
	case WorkTickets:
		return a.AtDesk()
	case DecideTickets:
		return !a.AtDesk()
	case ListTickets:
		return a.Scope == 0
	case StartTickets:
		return a.Proof == ProofSession && !a.AtDesk()
	case Administer:
		return a.AtDesk() && a.Role == Admin
	}
	return false
}

// need refuses whoever lacks a right: for them there is no such thing.
func (a Actor) need(right Right) error {
	if a.Can(right) {
		return nil
	}
	return fault.Hide()
}

// GuestOf tells whether the actor is a guest of that ticket.
func (a Actor) GuestOf(number int64) bool { return a.Scope != 0 && a.Scope == number }
