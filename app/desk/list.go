package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

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

func sideOf(atDesk bool) side {
	if atDesk {
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
	if rows, err = l.read(ctx, actor, f, span); err != nil {
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
	err = l.db.Read.NewSelect().Table("counters").Column("value").ColumnExpr("EXISTS (?) AS found", l.query((*Ticket)(nil), actor.seer(), f, span.cut())).
		Where("name = 'desk'").Scan(ctx, &now)
	if err == nil && now.Found {
		return l.Rows(ctx, actor, f, span)
	}
	return nil, now.Value, err
}

// rowsShape is that of a list that is not searched.
type rowsShape struct {
	sight
	view         View
	after, since bool
}

// read reads the rows of a list. Of searches no two are alike.
func (l *Lists) read(ctx context.Context, actor Actor, f Filter, span Span) (rows []Ticket, err error) {
	if f.Query != "" {
		err = l.query(&rows, actor.seer(), f, span.cut()).Scan(ctx)
		return rows, err
	}
	var found []ticketRow
	c := span.cut()
	err = l.db.Kept(rowsShape{actor.sight(), f.View, c.after, c.since != nil}, func(p *db.Places) schema.QueryAppender {
		return l.query((*Ticket)(nil), actor.placed(p), f, c.placed(p))
	}).Scan(ctx, actor.seeing(c.since, c.turn, c.at, c.number), &found)
	for i := range found {
		rows = append(rows, *found[i].ticket())
	}
	return rows, err
}

// cut is a Span as a query has it: by values, or by the places of those.
type cut struct {
	after            bool
	turn, at, number any // of After
	since            any // nil: not by that
}

func (s Span) cut() cut {
	c := cut{after: !s.After.At.IsZero(), turn: s.After.Turn, at: s.After.At, number: s.After.Number}
	if s.Since > 0 {
		c.since = s.Since
	}
	return c
}

// placed is the cut of a kept read, whose values stand behind those of its seer.
func (c cut) placed(p *db.Places) cut {
	if c.since != nil {
		return cut{since: p.At(2)}
	}
	if c.after {
		c.turn, c.at, c.number = p.At(3), p.At(4), p.At(5)
	}
	return c
}

// query is that of Rows.
func (l *Lists) query(model any, of seer, f Filter, c cut) *bun.SelectQuery {
	s := sideOf(of.atDesk)
	q := selectRows(l.db.Read, model, of, s.author)
	if of.atDesk {
		q.ColumnExpr("(" + deskSeq + ") AS now_seq").Relation("Assignee").Relation("Request")
	}
	tickets := l.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("t.number")
	if c.since != nil {
		tickets.Where("?", onceListed(of)).Where(s.position+" > ?", c.since).OrderExpr(s.position).Limit(ListPage)
		return q.ColumnExpr("coalesce((?), FALSE) AS found", l.where(f, of)).Where("t.number IN (?)", tickets).OrderExpr(s.position)
	}
	q.ColumnExpr("TRUE AS found").OrderExpr(s.order)
	if of.atDesk && f.Query != "" {
		return l.searchTickets(q, search.Parse(f.Query), of, func() *bun.SelectQuery {
			return c.off(l.db.Read.NewSelect().TableExpr("tickets AS t").Where("?", listedTickets(of)), of)
		})
	}
	c.off(tickets.Where("?", l.where(f, of)), of).OrderExpr(s.order).Limit(ListPage + 1)
	return q.Where("t.number IN (?)", tickets)
}

const deskSeq = "SELECT value FROM counters WHERE name = 'desk'"

type deskSeqShape struct{}

// QueueSeq is the position at which the desk's stream is now.
func (l *Lists) QueueSeq(ctx context.Context) (seq int64, err error) {
	err = l.db.Kept(deskSeqShape{}, func(*db.Places) schema.QueryAppender { return l.db.Read.NewRaw(deskSeq) }).Scan(ctx, nil, &seq)
	return seq, err
}

// selectRows reads list rows: the ticket, how far the seer has read, whether they
// write there, and the author of the last entry.
func selectRows(idb bun.IDB, model any, of seer, by string) *bun.SelectQuery {
	return idb.NewSelect().Model(model).ColumnExpr("t.*").
		ColumnExpr("coalesce(s.seq, 0) AS seen").ColumnExpr("coalesce(a.name, '') AS by_name").
		ColumnExpr("EXISTS (SELECT 1 FROM drafts AS d WHERE d.person_id = ? AND d.ticket = t.number) AS drafted", of.id).
		Join("LEFT JOIN seen AS s ON s.person_id = ? AND s.ticket = t.number", of.id).
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

// off keeps the rows of the seer's lists that come after the cursor.
func (c cut) off(q *bun.SelectQuery, of seer) *bun.SelectQuery {
	switch {
	case !c.after:
		return q
	case of.atDesk:
		return q.Where("(t.updated_at, t.number) < (?, ?)", c.at, c.number)
	}
	return q.Where("(? < ? OR ? = ? AND (t.public_at, t.number) < (?, ?))", bun.Safe(byTurn), c.turn, bun.Safe(byTurn), c.turn, c.at, c.number)
}

type closedShape sight

// Closed is how many of the actor's tickets are closed.
func (l *Lists) Closed(ctx context.Context, actor Actor) (int64, error) {
	var n int64
	err := l.db.Kept(closedShape(actor.sight()), func(p *db.Places) schema.QueryAppender {
		return l.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("count(*)").Where("?", l.where(Filter{View: ClosedView}, actor.placed(p)))
	}).Scan(ctx, actor.seeing(), &n)
	return n, err
}

// Numbers are the actor's own tickets, oldest first. A guest has one ticket and no list.
func (l *Lists) Numbers(ctx context.Context, actor Actor) (numbers []int64, err error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	err = l.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("t.number").
		Where("?", visibleTickets(actor.seer())).OrderExpr("t.created_at, t.number").Scan(ctx, &numbers)
	return numbers, err
}

// Version names a state of all that an actor's lists show when they are not searched:
// it is another once one of them would show something else.
type Version struct {
	InboxSeq, DeskSeq, Names int64
	Drafts                   string // tickets on which they have begun to write
}

type versionShape struct{}

// Version is that of now.
func (l *Lists) Version(ctx context.Context, actor Actor) (v Version, err error) {
	err = l.db.Kept(versionShape{}, func(p *db.Places) schema.QueryAppender {
		return l.db.Read.NewRaw("SELECT p.inbox_seq, ("+deskSeq+"), ("+countedNames+`),
			coalesce((SELECT string_agg(CAST(ticket AS TEXT), ',' ORDER BY ticket) FROM drafts WHERE person_id = p.id), '')
			FROM people AS p WHERE p.id = ?`, p.At(0))
	}).Scan(ctx, []any{actor.ID}, &v.InboxSeq, &v.DeskSeq, &v.Names, &v.Drafts)
	if !actor.AtDesk() {
		v.DeskSeq = 0
	}
	return v, err
}
