// Package privacy is what people may do with all that is kept of them: take it
// along, or have it gone. The rooms keep it; each says what it holds, and
// privacy joins them.
package privacy

import (
	"context"

	"github.com/uptrace/bun"
)

// Forget drops within tx what a room keeps of a person, or of a ticket.
type Forget = func(ctx context.Context, tx bun.Tx, id int64) error

// Holdings are what the rooms keep beside the threads of tickets.
type Holdings struct {
	OfPerson []Forget // that hangs on no ticket
	OfTicket []Forget
}
