package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// Role is what a person may be at the desk.
type Role string

// The roles. A customer is anyone who proved an address.
const (
	Customer Role = ""
	Agent    Role = "agent"
	Admin    Role = "admin"
)

// Staff tells whether the role opens the desk.
func (r Role) Staff() bool { return r == Agent || r == Admin }

// Proof is how sure we are who wrote an entry.
type Proof string

// The proofs, weakest first.
const (
	ProofNone    Proof = "none"    // an address was typed
	ProofGuest   Proof = "guest"   // a code sent to it came back, for one ticket
	ProofSession Proof = "session" // a full sign-in

	ProofDenied Proof = "denied" // of a ticket: the address's owner says it was somebody else
)

// Person is an address, proven or not, and what is known of whose it is.
type Person struct {
	bun.BaseModel `bun:"table:people,alias:p"`

	ID        int64 `bun:",pk,autoincrement"`
	Email     string
	Name      string
	Role      Role
	Locale    string
	Timezone  string
	AccountAt time.Time `bun:",nullzero"` // first full sign-in; zero: known as a guest only
	InboxSeq  int64
	CreatedAt time.Time
}

// FirstName is how customers see staff, and how we greet.
func (p Person) FirstName() string { return firstWord(p.Name) }

func firstWord(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// Know returns the person of a canonical address, made new if never seen.
func Know(ctx context.Context, tx bun.IDB, email string, now time.Time) (Person, error) {
	p := Person{Email: email, CreatedAt: db.Time(now)}
	if _, err := tx.NewInsert().Model(&p).On("CONFLICT (email) DO NOTHING").Returning("NULL").Exec(ctx); err != nil {
		return p, err
	}
	err := tx.NewSelect().Model(&p).Where("email = ?", email).Scan(ctx)
	return p, err
}

// JobNamed makes a person's tickets findable by a new name (Named).
const JobNamed = "named"

// Named is the payload of that job.
type Named struct {
	Person int64 `json:"person"`
}

// Profile is what a person tells of themselves.
type Profile struct{ Name, Locale, Timezone string }

// Describe keeps the profile of the actor. Its values were checked by the caller.
func (d *Desk) Describe(ctx context.Context, actor Actor, p Profile) error {
	var renamed bool
	err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		renamed, err = db.Changed(tx.NewRaw("UPDATE people SET name = ? WHERE id = ? AND name <> ?", p.Name, actor.ID, p.Name).Exec(ctx))
		if err == nil {
			_, err = tx.NewRaw("UPDATE people SET locale = ?, timezone = ? WHERE id = ?", p.Locale, p.Timezone, actor.ID).Exec(ctx)
		}
		if err != nil || !renamed {
			return err
		}
		if err := NamesChanged(ctx, tx, actor.ID); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, d.now(), outbox.Promise{Kind: JobNamed, Key: fmt.Sprint(JobNamed, "/", actor.ID), Payload: Named{actor.ID}})
	})
	if err != nil {
		return err
	}
	if renamed && actor.Role.Staff() {
		d.bell.Ring(StaffChannel) // whoever has a ticket of theirs sees the name
	}
	d.box.Wake()
	return nil
}

// RingInbox has the open pages of a person look at what concerns them alone.
func (d *Desk) RingInbox(person int64) { d.bell.Ring(InboxChannel(person)) }

// countedNames is SQL for the counter of names that changed.
const countedNames = "SELECT value FROM counters WHERE name = 'names'"

// NamesChanged notes, within tx, that a person is called otherwise: what was made of what
// names them is made anew. Who is named nowhere yet changes nothing.
func NamesChanged(ctx context.Context, tx bun.Tx, person int64) error {
	_, err := tx.NewRaw(`UPDATE counters SET value = value + 1 WHERE name = 'names' AND (EXISTS (SELECT 1 FROM tickets WHERE requester_id = ?0)
		OR EXISTS (SELECT 1 FROM tickets WHERE assignee_id = ?0) OR EXISTS (SELECT 1 FROM entries WHERE author_id = ?0))`, person).Exec(ctx)
	return err
}

// IndexNames lets staff find the tickets of a person by the name they have now.
func (d *Desk) IndexNames(ctx context.Context, personID int64) error {
	const batch = 200
	for after, more := int64(0), true; more; {
		var tickets []*Ticket
		err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			tickets = nil
			err := tx.NewSelect().Model(&tickets).Column("number", "name", "erased_seq").Where("requester_id = ? AND number > ?", personID, after).
				Order("number").Limit(batch).Scan(ctx)
			if err != nil || len(tickets) == 0 {
				return err
			}
			return indexRequester(ctx, d.db, tx, personID, tickets...)
		})
		if err != nil {
			return err
		}
		if more = len(tickets) == batch; more {
			after = tickets[batch-1].Number
		}
	}
	return nil
}
