package desk

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

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
