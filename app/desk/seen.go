package desk

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/db"
)

// See notes that the actor has read ticket t up to seq. It is the only thing that a
// GET may change. Seqs beyond the ticket's last count as the last.
func (d *Desk) See(ctx context.Context, actor Actor, t *Ticket, seq int64) error {
	seq = min(seq, t.LastSeq)
	if seq <= t.Seen {
		return nil
	}
	unread := t.PublicSeq > t.Seen
	err := d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := lock(ctx, tx, t.Number); err != nil {
			return err
		}
		if err := mark(ctx, tx, actor, t.Number, seq, db.Time(d.now())); err != nil {
			return err
		}
		if actor.AtDesk() { // their queue shows it
			_, err := tx.NewRaw("UPDATE tickets SET agent_seen = ? WHERE number = ? AND agent_seen < ?", seq, t.Number, seq).Exec(ctx)
			if err == nil {
				_, err = tx.NewRaw("UPDATE people SET inbox_seq = inbox_seq + 1 WHERE id = ?", actor.ID).Exec(ctx)
			}
			return err
		}
		if !unread {
			return nil
		}
		if err := t.raiseInbox(ctx, tx); err != nil {
			return err
		}
		_, err := tx.NewUpdate().Model(t).Column("inbox_seq").WherePK().Exec(ctx)
		return err
	})
	if err != nil {
		return err
	}
	rings := []string{TicketChannel(t.Number)} // the other side's "seen"
	if unread && !actor.AtDesk() {
		rings = append(rings, InboxChannel(t.RequesterID))
	}
	d.bell.Ring(rings...)
	return nil
}

// mark raises the seen mark of the actor. At the desk their ticket has one of all agents.
func mark(ctx context.Context, tx bun.Tx, actor Actor, number, seq int64, at time.Time) error {
	_, err := tx.NewRaw(`INSERT INTO seen (person_id, ticket, seq, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (person_id, ticket) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE seen.seq < excluded.seq`,
		actor.ID, number, seq, at).Exec(ctx)
	return err
}

// UnreadCount is SQL for the number of tickets with something to read for the
// person whose id is in column people.id, spelled p.id: part of the session's
// query. Tickets that may be strangers' do not count.
const UnreadCount = "(SELECT count(*) FROM " + unreadTickets + ")"

const unreadTickets = `tickets AS ut LEFT JOIN seen AS us ON us.person_id = p.id AND us.ticket = ut.number
	WHERE ut.requester_id = p.id AND ut.` + surelyOwn + ` AND ut.public_seq > coalesce(us.seq, 0)`

type unreadShape struct{}

// Unread counts the tickets in which the actor has something to read.
func (l *Lists) Unread(ctx context.Context, actor Actor) (n int, err error) {
	err = l.db.Kept(unreadShape{}, func(p *db.Places) schema.QueryAppender {
		return l.db.Read.NewRaw("SELECT "+UnreadCount+" FROM people AS p WHERE p.id = ?", p.At(0))
	}).Scan(ctx, []any{actor.ID}, &n)
	return n, err
}

// UnreadNumbers are the numbers of those tickets; a guest, who has one ticket and
// no list, finds none.
func (l *Lists) UnreadNumbers(ctx context.Context, actor Actor) (numbers []int64, err error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	err = l.db.Read.NewRaw("SELECT ut.number FROM people AS p, "+unreadTickets+" AND p.id = ? ORDER BY ut.number", actor.ID).Scan(ctx, &numbers)
	return numbers, err
}

// NewsPage is how many news a person is shown.
const NewsPage = 50

// News is an entry that a requester was told of, or will be.
type News struct {
	Entry   `bun:",extend"`
	Subject string
	Seen    bool
}

// News are the newest that happened on the actor's own tickets, newest first. To
// read them changes nothing.
func (l *Lists) News(ctx context.Context, actor Actor) ([]News, error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	var news []News
	err := selectEntries(l.db.Read, &news).
		ColumnExpr("t.subject").ColumnExpr("e.seq <= coalesce(s.seq, 0) AS seen").
		Join("JOIN tickets AS t ON t.number = e.ticket").
		Join("LEFT JOIN seen AS s ON s.person_id = t.requester_id AND s.ticket = t.number").
		Where("?", ownTickets(actor.seer())).
		Where("e.kind IN (?)", bun.List(kindsWith(Kind.told))).Where("e.author_id IS NULL OR e.author_id <> t.requester_id").
		Order("e.at DESC", "e.ticket", "e.seq DESC").Limit(NewsPage).Scan(ctx)
	return news, err
}

// Readers are the agents who read or write in some tickets: what of a row differs
// between them.
type Readers struct {
	seen    map[by]int64
	drafted map[by]bool
}

type by struct{ person, ticket int64 }

// See makes t what it is for a person.
func (r Readers) See(t *Ticket, person int64) {
	at := by{person, t.Number}
	t.Seen, t.Drafted = r.seen[at], r.drafted[at]
}

// Changed are the rows of a view of the desk that changed after a position, read once
// for all of staff: as Rows gives them to Agents, and who of them has read and writes
// there. The view is nobody's own.
func (l *Lists) Changed(ctx context.Context, staff []Person, f Filter, since int64) (rows []Ticket, r Readers, err error) {
	if rows, _, err = l.Rows(ctx, Agents, f, Span{Since: since}); err != nil || len(rows) == 0 {
		return nil, r, err
	}
	var numbers, people []int64
	for _, t := range rows {
		numbers = append(numbers, t.Number)
	}
	for _, p := range staff {
		people = append(people, p.ID)
	}
	var all []struct{ PersonID, Ticket, Seq int64 }
	err = l.db.Read.NewRaw(`SELECT person_id, ticket, seq FROM seen WHERE person_id IN (?0) AND ticket IN (?1)
		UNION ALL SELECT person_id, ticket, -1 FROM drafts WHERE person_id IN (?0) AND ticket IN (?1)`, bun.List(people), bun.List(numbers)).Scan(ctx, &all)
	r = Readers{map[by]int64{}, map[by]bool{}}
	for _, one := range all {
		if at := (by{one.PersonID, one.Ticket}); one.Seq < 0 {
			r.drafted[at] = true
		} else {
			r.seen[at] = one.Seq
		}
	}
	return rows, r, err
}
