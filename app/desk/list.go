package desk

import (
	"context"

	"github.com/uptrace/bun"
)

// ListPage is the most rows that a list shows. A list reads one more, which
// tells that there are more; what changed comes in pages of exactly this size.
const ListPage = 50

// List says which of a person's tickets are wanted.
type List struct {
	Closed bool   // the other tab
	Query  string // words of subject, messages, numbers and names of files
	After  Place  // only rows after this one
	Since  int64  // only rows that changed after this inbox_seq, of any status, the first change first
}

// Tickets are the actor's own tickets: those that wait for them first, then by time.
// Those that may be strangers' are apart: Unproven.
func (d *Desk) Tickets(ctx context.Context, actor Actor, l List) ([]Ticket, error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	l.Query = Typed(l.Query)
	var rows []Ticket
	holds := d.holds(searchOf(l.Query), actor)
	q := selectRows(d.db.Read, &rows, actor, "t.public_by").
		Where("t.requester_id = ?", actor.ID)
	if l.Since > 0 {
		q.ColumnExpr("(?) AS found", holds).Where("t.inbox_seq > ?", l.Since).Order("t.inbox_seq").Limit(ListPage)
	} else {
		q.ColumnExpr("TRUE AS found").Where("t.proof NOT IN (?, ?)", ProofDenied, ProofNone)
		q.OrderExpr(byTurn + " DESC, t.public_at DESC, t.number DESC").Limit(ListPage + 1)
		l.After.after(q.Where("?", holds))
		if l.Query == "" {
			q.Where("t.status " + map[bool]string{true: "=", false: "<>"}[l.Closed] + " 'closed'")
		}
	}
	err := q.Scan(ctx)
	return rows, err
}

// View is one of the desk's lists.
type View string

// The views of the queue.
const (
	Unassigned  View = "unassigned"
	Mine        View = "mine"
	All         View = "all"
	WaitingView View = "waiting"
	SolvedView  View = "solved"
)

// Views in the order in which the desk shows them.
var Views = []View{Unassigned, Mine, All, WaitingView, SolvedView}

// Queue says which tickets the desk wants.
type Queue struct {
	View  View
	Query string
	After Place // only rows after this one
	Since int64 // only rows that changed after this desk_seq, of any view, the first change first
}

// Queue lists tickets for the desk, newest change first, and the position of
// the desk's stream that they stand for. who must be at the desk.
func (d *Desk) Queue(ctx context.Context, actor Actor, l Queue) ([]Ticket, int64, error) {
	if err := actor.need(WorkTickets); err != nil {
		return nil, 0, err
	}
	l.Query = Typed(l.Query)
	var rows []Ticket
	some := func() *bun.SelectQuery {
		return d.db.Read.NewSelect().TableExpr("tickets AS t").Where("t.requester_id <> ?", actor.ID)
	}
	q := selectRows(d.db.Read, &rows, actor, "t.desk_by").ColumnExpr("(" + deskSeq + ") AS now_seq").Relation("Assignee").Relation("Request")
	switch {
	case l.Since > 0:
		pick := some().ColumnExpr("t.number").Where("t.desk_seq > ?", l.Since).OrderExpr("t.desk_seq").Limit(ListPage)
		q.ColumnExpr("(?) AS found", d.holds(searchOf(l.Query), actor)).Where("t.number IN (?)", pick).OrderExpr("t.desk_seq")
	case l.Query != "":
		d.found(q, searchOf(l.Query), actor, func() *bun.SelectQuery { return l.After.afterAtDesk(some()) })
		q.ColumnExpr("TRUE AS found").OrderExpr(byNews)
	default:
		pick := l.View.narrow(l.After.afterAtDesk(some()), actor).ColumnExpr("t.number").OrderExpr(byNews).Limit(ListPage + 1)
		q.ColumnExpr("TRUE AS found").Where("t.number IN (?)", pick).OrderExpr(byNews)
	}
	err := q.Scan(ctx)
	switch {
	case err != nil:
		return nil, 0, err
	case len(rows) > 0:
		return rows, rows[0].NowSeq, nil
	case l.Since > 0:
		return nil, l.Since, nil
	}
	var now struct {
		Value int64
		Found bool
	}
	// That there are none, and the position, are of one moment: or who comes between is never told of.
	err = d.db.Read.NewSelect().Table("counters").Column("value").ColumnExpr("EXISTS (?) AS found", q).Where("name = 'desk'").Scan(ctx, &now)
	if err == nil && now.Found {
		return d.Queue(ctx, actor, l)
	}
	return nil, now.Value, err
}

const deskSeq = "SELECT value FROM counters WHERE name = 'desk'"

// QueueSeq is the position at which the desk's stream is now.
func (d *Desk) QueueSeq(ctx context.Context) (seq int64, err error) {
	err = d.db.Read.NewRaw(deskSeq).Scan(ctx, &seq)
	return seq, err
}

// narrow keeps the tickets of the view.
func (v View) narrow(q *bun.SelectQuery, actor Actor) *bun.SelectQuery {
	switch v {
	case Unassigned:
		q.Where("t.assignee_id IS NULL").Where("t.status NOT IN ('solved', 'closed')")
	case Mine:
		q.Where("t.assignee_id = ?", actor.ID).Where("t.status <> 'closed'")
	case WaitingView:
		q.Where("t.status = 'pending'")
	case SolvedView:
		q.Where("t.status IN ('solved', 'closed')")
	}
	return q
}

// Holds tells whether t belongs into the view, by the same rules as narrow.
func (v View) Holds(t *Ticket, actor Actor) bool {
	mine := t.AssigneeID != nil && *t.AssigneeID == actor.ID
	done := t.Status == StatusSolved || t.Status == StatusClosed
	switch v {
	case Unassigned:
		return t.AssigneeID == nil && !done
	case Mine:
		return mine && t.Status != StatusClosed
	case WaitingView:
		return t.Status == StatusPending
	case SolvedView:
		return done
	}
	return true
}

// Holds tells whether t belongs into the list.
func (l List) Holds(t *Ticket) bool {
	return t.Proof != ProofDenied && !t.Unproven() && (l.Query != "" || (t.Status == StatusClosed) == l.Closed)
}

// selectRows reads list rows: the ticket, how far who has read, and the author
// of the last entry.
func selectRows(idb bun.IDB, rows *[]Ticket, actor Actor, by string) *bun.SelectQuery {
	return idb.NewSelect().Model(rows).ColumnExpr("t.*").
		ColumnExpr("coalesce(s.seq, 0) AS seen").ColumnExpr("coalesce(a.name, '') AS by_name").
		Join("LEFT JOIN seen AS s ON s.person_id = ? AND s.ticket = t.number", actor.ID).
		Join("LEFT JOIN people AS a ON a.id = " + by)
}
