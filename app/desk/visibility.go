package desk

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/fault"
	"hilo/db"
)

// This is the only place that says who sees a ticket or an entry, in Go and in
// conditions of queries, where a ticket is t and an entry e.

// What a requester sees of tickets in their name: what they said is somebody
// else's is as if it had never been; what may be a stranger's stands apart.
const (
	NotDisowned = "t.proof <> 'denied'"
	surelyOwn   = "proof NOT IN ('denied', 'none')"
	maybeOwn    = "t.proof = 'none'"
)

// visibleTickets are those that the actor may see: at the desk all but their own.
func visibleTickets(actor Actor) schema.QueryWithArgs {
	sql := "t.requester_id = ? AND " + NotDisowned
	if actor.AtDesk() {
		sql = "t.requester_id <> ?"
	}
	if actor.Scope != 0 {
		return bun.SafeQuery(sql+" AND t.number = ?", actor.ID, actor.Scope)
	}
	return bun.SafeQuery(sql, actor.ID)
}

// ownTickets are those that are surely the actor's.
func ownTickets(actor Actor) schema.QueryWithArgs {
	return bun.SafeQuery("t.requester_id = ? AND t."+surelyOwn, actor.ID)
}

// listedTickets are those that the actor's lists show.
func listedTickets(actor Actor) schema.QueryWithArgs {
	if actor.AtDesk() {
		return visibleTickets(actor)
	}
	return ownTickets(actor)
}

// onceListed are those that lists of the actor may show or have shown: what is
// none of theirs by now has to go from open pages.
func onceListed(actor Actor) schema.QueryWithArgs {
	if actor.AtDesk() {
		return visibleTickets(actor)
	}
	return bun.SafeQuery("t.requester_id = ?", actor.ID)
}

// doubtfulTickets are those that the actor has not said are theirs.
func doubtfulTickets(actor Actor) schema.QueryWithArgs {
	return bun.SafeQuery("t.requester_id = ? AND "+maybeOwn, actor.ID)
}

// visibleEntries keeps what only staff may know from everyone else.
func visibleEntries(q *bun.SelectQuery, actor Actor) *bun.SelectQuery {
	if actor.AtDesk() {
		return q
	}
	return q.Where("e.kind IN (?)", bun.List(kindsWith(Kind.Public)))
}

// findTicket is a ticket that the actor may see, with how far they have read.
func findTicket(ctx context.Context, idb bun.IDB, actor Actor, number int64) (*Ticket, error) {
	t := new(Ticket)
	q := idb.NewSelect().Model(t).ColumnExpr("t.*").
		ColumnExpr("coalesce((SELECT seq FROM seen WHERE person_id = ? AND ticket = t.number), 0) AS seen", actor.ID).
		ColumnExpr("coalesce((SELECT seq FROM seen WHERE person_id = t.requester_id AND ticket = t.number), 0) AS by_them").
		ColumnExpr("coalesce(m.level, '') AS muted").ColumnExpr("coalesce(m.mail_off, FALSE) AS mail_off").
		Join("LEFT JOIN mutes AS m ON m.person_id = ? AND m.ticket = t.number", actor.ID).
		Relation("Assignee").Relation("Request").
		Where("t.number = ?", number).Where("?", visibleTickets(actor))
	if actor.AtDesk() {
		q.Relation("Erasure")
	}
	if err := q.Scan(ctx); db.Missing(err) {
		return nil, fault.Hide()
	} else if err != nil {
		return nil, err
	}
	return t, nil
}

// readsStaffWords tells whether a search looks into what is the staff's alone.
func (a Actor) readsStaffWords() bool { return a.AtDesk() }

// Last is the newest entry that the actor may know of: the gaps between a
// requester's entries may show, what follows the last of them must not.
func (t *Ticket) Last(actor Actor) int64 {
	if actor.AtDesk() {
		return t.LastSeq
	}
	return t.PublicSeq
}

// Unproven tells whether a ticket may be a stranger's: nobody proved yet that
// the requester opened it.
func (t *Ticket) Unproven() bool { return t.Proof == ProofNone }

// drafts are the tickets whose drafts and uploads may go to one: its own, and
// that of a new ticket which turned out to be this one. A guest has no other.
func (a Actor) drafts(ticket int64) []int64 {
	if a.Scope != 0 {
		return []int64{a.Scope}
	}
	return []int64{ticket, 0}
}

// ownUploads are what the actor has uploaded, as far as they reach.
func ownUploads(actor Actor) schema.QueryWithArgs {
	if actor.Scope != 0 {
		return bun.SafeQuery("person_id = ? AND ticket = ?", actor.ID, actor.Scope)
	}
	return bun.SafeQuery("person_id = ?", actor.ID)
}
