package desk

import (
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Place is where a row stands in a list: the cursor of its next page. The zero
// Place is before all rows.
type Place struct {
	Turn   int // 1: it waits for its requester, who sees those first; at the desk always 0
	At     time.Time
	Number int64
}

// PlaceOf is where t stands in the lists of who.
func PlaceOf(t *Ticket, actor Actor) Place {
	switch {
	case actor.AtDesk():
		return Place{0, t.UpdatedAt, t.Number}
	case t.Waits():
		return Place{1, t.PublicAt, t.Number}
	}
	return Place{0, t.PublicAt, t.Number}
}

// Waits tells whether it is the requester's turn.
func (t *Ticket) Waits() bool { return t.Status == StatusPending || t.Status == StatusSolved }

// byTurn is Waits for queries, and the Turn of a Place.
const byTurn = "CASE WHEN t.status IN ('pending', 'solved') THEN 1 ELSE 0 END"

const placeTime = "20060102150405.000000"

// String is the place as rows carry it: the greatest comes first.
func (p Place) String() string {
	return fmt.Sprintf("%d-%s-%d", p.Turn, p.At.UTC().Format(placeTime), p.Number)
}

// ParsePlace reads what String wrote; anything else is the zero Place.
func ParsePlace(text string) (p Place) {
	var at string
	if _, err := fmt.Sscanf(text, "%1d-%21s-%d", &p.Turn, &at, &p.Number); err != nil {
		return Place{}
	}
	var err error
	if p.At, err = time.Parse(placeTime, at); err != nil || p.String() != text {
		return Place{}
	}
	return p
}

// after keeps the rows of a requester's list that come after p.
func (p Place) after(q *bun.SelectQuery) {
	if !p.At.IsZero() {
		q.Where("(? < ? OR ? = ? AND (t.public_at, t.number) < (?, ?))", bun.Safe(byTurn), p.Turn, bun.Safe(byTurn), p.Turn, p.At, p.Number)
	}
}

// afterAtDesk keeps those of the desk's.
func (p Place) afterAtDesk(q *bun.SelectQuery) *bun.SelectQuery {
	if !p.At.IsZero() {
		q.Where("(t.updated_at, t.number) < (?, ?)", p.At, p.Number)
	}
	return q
}
