package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/search"
	"hilo/db"
)

// ListPage is the most rows that a list shows. A list reads one more, which
// tells that there are more; what changed comes in pages of exactly this size.
const ListPage = 50

// Lists tell which tickets an actor has, and what is new in them.
type Lists struct {
	db    *db.DB
	index search.Index
}

// Span says which rows of a list are read; the zero Span are the first.
type Span struct {
	After Cursor // only rows after this one
	Since int64  // only rows that changed after this position, whether they belong into the list or not, the first change first
}

// side is what differs between the lists of the desk and of a requester.
type side struct {
	author   string // of the last entry that a row shows
	position string // of a row in the list's stream
	order    string
}

func sideOf(actor Actor) side {
	if actor.AtDesk() {
		return side{"t.desk_by", "t.desk_seq", byNews}
	}
	return side{"t.public_by", "t.inbox_seq", byTurn + " DESC, t.public_at DESC, t.number DESC"}
}

// Position is where t stands in the stream of the actor's lists.
func (t *Ticket) Position(actor Actor) int64 {
	if actor.AtDesk() {
		return t.DeskSeq
	}
	return t.InboxSeq
}

// Rows reads tickets for the actor, and the position of the list's stream that
// they stand for. A requester's wait for them first, then go by time; what may
// be strangers' is apart: Unproven. The desk's go by their newest change. Of
// what changed since, Found says whether it belongs into the list.
func (l *Lists) Rows(ctx context.Context, actor Actor, f Filter, span Span) (rows []Ticket, seq int64, err error) {
	if err := f.View.allow(actor); err != nil {
		return nil, 0, err
	}
	f.Query = Typed(f.Query)
	if err = l.query(&rows, actor, f, span).Scan(ctx); err != nil {
		return nil, 0, err
	}
	switch {
	case !actor.AtDesk():
		return rows, actor.InboxSeq, nil
	case len(rows) > 0:
		return rows, rows[0].NowSeq, nil
	case span.Since > 0:
		return nil, span.Since, nil
	}
	var now struct {
		Value int64
		Found bool
	}
	// That there are none, and the position, are of one moment: or what comes between is never told of.
	err = l.db.Read.NewSelect().Table("counters").Column("value").ColumnExpr("EXISTS (?) AS found", l.query(&rows, actor, f, span)).
		Where("name = 'desk'").Scan(ctx, &now)
	if err == nil && now.Found {
		return l.Rows(ctx, actor, f, span)
	}
	return nil, now.Value, err
}

// query is that of Rows.
func (l *Lists) query(rows *[]Ticket, actor Actor, f Filter, span Span) *bun.SelectQuery {
	s := sideOf(actor)
	q := selectRows(l.db.Read, rows, actor, s.author)
	if actor.AtDesk() {
		q.ColumnExpr("(" + deskSeq + ") AS now_seq").Relation("Assignee").Relation("Request")
	}
	tickets := l.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("t.number")
	if span.Since > 0 {
		tickets.Where("?", onceListed(actor)).Where(s.position+" > ?", span.Since).OrderExpr(s.position).Limit(ListPage)
		return q.ColumnExpr("coalesce((?), FALSE) AS found", l.where(f, actor)).Where("t.number IN (?)", tickets).OrderExpr(s.position)
	}
	q.ColumnExpr("TRUE AS found").OrderExpr(s.order)
	if actor.AtDesk() && f.Query != "" {
		return l.searchTickets(q, search.Parse(f.Query), actor, func() *bun.SelectQuery {
			return span.After.cut(l.db.Read.NewSelect().TableExpr("tickets AS t").Where("?", listedTickets(actor)), actor)
		})
	}
	span.After.cut(tickets.Where("?", l.where(f, actor)), actor).OrderExpr(s.order).Limit(ListPage + 1)
	return q.Where("t.number IN (?)", tickets)
}

const deskSeq = "SELECT value FROM counters WHERE name = 'desk'"

// QueueSeq is the position at which the desk's stream is now.
func (l *Lists) QueueSeq(ctx context.Context) (seq int64, err error) {
	err = l.db.Read.NewRaw(deskSeq).Scan(ctx, &seq)
	return seq, err
}

// selectRows reads list rows: the ticket, how far the actor has read, whether they
// write there, and the author of the last entry.
func selectRows(idb bun.IDB, rows *[]Ticket, actor Actor, by string) *bun.SelectQuery {
	return idb.NewSelect().Model(rows).ColumnExpr("t.*").
		ColumnExpr("coalesce(s.seq, 0) AS seen").ColumnExpr("coalesce(a.name, '') AS by_name").
		ColumnExpr("EXISTS (SELECT 1 FROM drafts AS d WHERE d.person_id = ? AND d.ticket = t.number) AS drafted", actor.ID).
		Join("LEFT JOIN seen AS s ON s.person_id = ? AND s.ticket = t.number", actor.ID).
		Join("LEFT JOIN people AS a ON a.id = " + by)
}

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

// Closed is how many of the actor's tickets are closed.
func (l *Lists) Closed(ctx context.Context, actor Actor) (int64, error) {
	return l.db.Read.NewSelect().TableExpr("tickets AS t").Where("?", l.where(Filter{View: ClosedView}, actor)).Count(ctx)
}

// Numbers are the actor's own tickets, oldest first. A guest has one ticket and no list.
func (l *Lists) Numbers(ctx context.Context, actor Actor) (numbers []int64, err error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	err = l.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("t.number").
		Where("?", visibleTickets(actor)).OrderExpr("t.created_at, t.number").Scan(ctx, &numbers)
	return numbers, err
}
