package desk

import (
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Cursor is where a row stands in a list: the cursor of its next page. The zero
// Cursor is before all rows.
type Cursor struct {
	Turn   int // 1: it waits for its requester, who sees those first; at the desk always 0
	At     time.Time
	Number int64
}

// CursorOf is where t stands in the lists of the actor.
func CursorOf(t *Ticket, actor Actor) Cursor {
	switch {
	case actor.AtDesk():
		return Cursor{0, t.UpdatedAt, t.Number}
	case t.Waits():
		return Cursor{1, t.PublicAt, t.Number}
	}
	return Cursor{0, t.PublicAt, t.Number}
}

// Waits tells whether it is the requester's turn.
func (t *Ticket) Waits() bool { return t.Status == StatusPending || t.Status == StatusSolved }

// byTurn is Waits for queries, and the Turn of a Cursor.
const byTurn = "CASE WHEN t.status IN ('pending', 'solved') THEN 1 ELSE 0 END"

const cursorTime = "20060102150405.000000"

// String is the place as rows carry it: the greatest comes first.
func (p Cursor) String() string {
	return fmt.Sprintf("%d-%s-%d", p.Turn, p.At.UTC().Format(cursorTime), p.Number)
}

// ParseCursor reads what String wrote; anything else is the zero Cursor.
func ParseCursor(text string) (p Cursor) {
	var at string
	if _, err := fmt.Sscanf(text, "%1d-%21s-%d", &p.Turn, &at, &p.Number); err != nil {
		return Cursor{}
	}
	var err error
	if p.At, err = time.Parse(cursorTime, at); err != nil || p.String() != text {
		return Cursor{}
	}
	return p
}

// cut keeps the rows of the actor's lists that come after the cursor.
func (p Cursor) cut(q *bun.SelectQuery, actor Actor) *bun.SelectQuery {
	switch {
	case p.At.IsZero():
		return q
	case actor.AtDesk():
		return q.Where("(t.updated_at, t.number) < (?, ?)", p.At, p.Number)
	}
	return q.Where("(? < ? OR ? = ? AND (t.public_at, t.number) < (?, ?))", bun.Safe(byTurn), p.Turn, bun.Safe(byTurn), p.Turn, p.At, p.Number)
}
