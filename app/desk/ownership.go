package desk

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/fault"
	"hilo/app/search"
	"hilo/db"
)

// AnswerOwnership is the answer of an address's owner to "was it you?" about a ticket that
// was opened without a sign-in. A yes proves it. A no closes it, and for its
// requester it is as if it had never been.
func (d *Desk) AnswerOwnership(ctx context.Context, actor Actor, number int64, mine bool) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return answerOwnership(t, actor, mine) })
}

func answerOwnership(t *Ticket, actor Actor, mine bool) (Entry, error) {
	switch {
	case !actor.Can(DecideTickets):
		return Entry{}, fault.Hide()
	case t.Proof != ProofNone: // answered, or proven in another way
		return Entry{}, errSame
	}
	t.turned = true // the requester's list shows it
	if mine {
		t.prove(actor.Proof)
		return Entry{Kind: Proven}, nil
	}
	t.turn(StatusClosed)
	t.Proof = ProofDenied
	return Entry{Kind: Disowned}, nil
}

// ClaimsMost is how many tickets one answer is about.
const ClaimsMost = 100

type unprovenShape struct{}

// Unproven are the tickets that somebody opened with the actor's address, without a
// sign-in, the newest first and ClaimsMost at most; and how many there are. A
// query leaves those that it finds.
func (l *Lists) Unproven(ctx context.Context, actor Actor, query string) (rows []Ticket, all int, err error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, 0, err
	}
	some := func(q *bun.SelectQuery, of seer) *bun.SelectQuery {
		q.Where("?", doubtfulTickets(of))
		if query = Typed(query); query != "" {
			q.Where("?", l.index.Where(search.Parse(query), "t.number", of.readsStaffWords()))
		}
		return q
	}
	first := func(of seer) *bun.SelectQuery {
		return some(l.db.Read.NewSelect().Model((*Ticket)(nil)), of).Order("t.created_at DESC", "t.number").Limit(ClaimsMost)
	}
	if Typed(query) == "" {
		err = l.db.Kept(unprovenShape{}, func(p *db.Places) schema.QueryAppender { return first(actor.placed(p)) }).Scan(ctx, actor.seeing(), &rows)
	} else {
		err = first(actor.seer()).Model(&rows).Scan(ctx)
	}
	if err != nil {
		return nil, 0, err
	}
	if all = len(rows); all == ClaimsMost { // there may be more
		var n int64
		n, err = some(l.db.Read.NewSelect().TableExpr("tickets AS t"), actor.seer()).Count(ctx)
		all = int(n)
	}
	return rows, all, err
}

// AnswerOwnerships is AnswerOwnership for several tickets, all of them or none. Those that are
// answered by now, or not the actor's, are passed over: the page that asked was older.
func (d *Desk) AnswerOwnerships(ctx context.Context, actor Actor, numbers []int64, mine bool) error {
	_, err := d.Change(ctx, actor, numbers, func(c *Change) error {
		for _, number := range numbers {
			t, err := c.Ticket(number)
			if err == nil {
				err = c.answerOwnership(t, mine)
			}
			if ignoreNoChange(err) != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func (c *Change) answerOwnership(t *Ticket, mine bool) error {
	e, err := answerOwnership(t, c.actor, mine)
	if err == nil {
		c.Add(t, e)
	}
	return err
}

// Prove notes, within tx, that a guest proved ticket number. It returns what to
// ring after the commit: nothing where it was proven before.
func Prove(ctx context.Context, tx bun.Tx, number int64) ([]string, error) {
	t := &Ticket{proven: true}
	err := tx.NewRaw("UPDATE tickets SET proof = ? WHERE number = ? AND proof = ? RETURNING number, requester_id",
		ProofGuest, number, ProofNone).Scan(ctx, t)
	if db.Missing(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := t.keepFiles(ctx, tx); err != nil {
		return nil, err
	}
	if err := t.raise(ctx, tx, true); err != nil {
		return nil, err
	}
	_, err = tx.NewUpdate().Model(t).Column("inbox_seq", "desk_seq").WherePK().Exec(ctx)
	return t.topics(), err
}

// keepFiles lets what came with an unproven ticket stay, once it is proven.
func (t *Ticket) keepFiles(ctx context.Context, tx bun.Tx) error {
	if !t.proven {
		return nil
	}
	_, err := tx.NewRaw("UPDATE files SET expires_at = NULL WHERE ticket = ? AND expires_at IS NOT NULL", t.Number).Exec(ctx)
	return err
}
