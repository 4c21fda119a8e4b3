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

// seer is an actor as conditions name them: by values, or by the places of those in a
// read that is kept.
type seer struct {
	atDesk, scoped bool
	id, scope      any
}

func (a Actor) seer() seer { return seer{a.AtDesk(), a.Scope != 0, a.ID, a.Scope} }

// placed is the seer of reads that are kept, whose first two values are seeing.
func (a Actor) placed(p *db.Places) seer {
	of := seer{atDesk: a.AtDesk(), scoped: a.Scope != 0, id: p.At(0)}
	if of.scoped {
		of.scope = p.At(1)
	}
	return of
}

// seeing are the actor's values, and those that follow.
func (a Actor) seeing(values ...any) []any { return append([]any{a.ID, a.Scope}, values...) }

// sight is what the text of a read depends on of an actor.
type sight struct{ atDesk, scoped bool }

func (a Actor) sight() sight { return sight{a.AtDesk(), a.Scope != 0} }

// visibleTickets are those that the seer may see: at the desk all but their own.
func visibleTickets(of seer) schema.QueryWithArgs {
	sql := "t.requester_id = ? AND " + NotDisowned
	if of.atDesk {
		sql = "t.requester_id <> ?"
	}
	if of.scoped {
		return bun.SafeQuery(sql+" AND t.number = ?", of.id, of.scope)
	}
	return bun.SafeQuery(sql, of.id)
}

// ownTickets are those that are surely the seer's.
func ownTickets(of seer) schema.QueryWithArgs {
	return bun.SafeQuery("t.requester_id = ? AND t."+surelyOwn, of.id)
}

// listedTickets are those that the seer's lists show.
func listedTickets(of seer) schema.QueryWithArgs {
	if of.atDesk {
		return visibleTickets(of)
	}
	return ownTickets(of)
}

// onceListed are those that lists of the seer may show or have shown: what is
// none of theirs by now has to go from open pages.
func onceListed(of seer) schema.QueryWithArgs {
	if of.atDesk {
		return visibleTickets(of)
	}
	return bun.SafeQuery("t.requester_id = ?", of.id)
}

// doubtfulTickets are those that the seer has not said are theirs.
func doubtfulTickets(of seer) schema.QueryWithArgs {
	return bun.SafeQuery("t.requester_id = ? AND "+maybeOwn, of.id)
}

// visibleEntries keeps what only staff may know from everyone else.
func visibleEntries(q *bun.SelectQuery, actor Actor) *bun.SelectQuery {
	if actor.AtDesk() {
		return q
	}
	return q.Where("e.kind IN (?)", bun.List(kindsWith(Kind.Public)))
}

// Own are those tickets among numbers that a person sees as theirs, and not at the desk.
func (d *Desk) Own(ctx context.Context, who Person, numbers []int64) (map[int64]bool, error) {
	var found []int64
	err := d.db.Read.NewSelect().TableExpr("tickets AS t").ColumnExpr("t.number").
		Where("?", visibleTickets(SignedIn(who).seer())).Where("t.number IN (?)", bun.List(append(numbers, 0))).Scan(ctx, &found)
	own := map[int64]bool{}
	for _, n := range found {
		own[n] = true
	}
	return own, err
}

// Eyes names what an actor may see: what was read for one is for all who have the same.
type Eyes struct {
	person, scope int64
	side          Side
}

// Eyes are those of the actor.
func (a Actor) Eyes() Eyes { return Eyes{a.ID, a.Scope, a.Side} }

// findTicket is a ticket that the actor may see, with how far they have read.
func findTicket(ctx context.Context, idb bun.IDB, actor Actor, number int64) (*Ticket, error) {
	t := new(Ticket)
	if err := seenTicket(idb.NewSelect().Model(t), actor.seer(), number).Scan(ctx); db.Missing(err) {
		return nil, fault.Hide()
	} else if err != nil {
		return nil, err
	}
	return t, nil
}

// seenTicket picks ticket number, if the seer may see it.
func seenTicket(q *bun.SelectQuery, of seer, number any) *bun.SelectQuery {
	q.ColumnExpr("t.*").
		ColumnExpr("coalesce((SELECT seq FROM seen WHERE person_id = ? AND ticket = t.number), 0) AS seen", of.id).
		ColumnExpr("coalesce((SELECT seq FROM seen WHERE person_id = t.requester_id AND ticket = t.number), 0) AS by_them").
		ColumnExpr("EXISTS (SELECT 1 FROM drafts WHERE person_id = ? AND ticket = t.number) OR EXISTS (SELECT 1 FROM uploads WHERE person_id = ? AND ticket = t.number) AS drafted", of.id, of.id).
		ColumnExpr("("+countedNames+") AS names").
		ColumnExpr("coalesce(m.level, '') AS muted").ColumnExpr("coalesce(m.mail_off, FALSE) AS mail_off").
		Join("LEFT JOIN mutes AS m ON m.person_id = ? AND m.ticket = t.number", of.id).
		Relation("Assignee").Relation("Request").
		Where("t.number = ?", number).Where("?", visibleTickets(of))
	if of.atDesk {
		q.Relation("Erasure")
	}
	return q
}

// ticketRow is a ticket as a kept read gives it, with those whom it names.
type ticketRow struct {
	Ticket   `bun:",extend"`
	Assigned Person  `bun:"embed:assignee__"`
	Asker    Person  `bun:"embed:request__"`
	Erasing  Erasure `bun:"embed:erasure__"`
}

// ticket is that of a row.
func (r *ticketRow) ticket() *Ticket {
	t := &r.Ticket
	if r.Assigned.ID != 0 {
		t.Assignee = &r.Assigned
	}
	if r.Asker.ID != 0 {
		t.Request = &r.Asker
	}
	if r.Erasing.PersonID != 0 {
		t.Erasure = &r.Erasing
	}
	return t
}

// readsStaffWords tells whether a search looks into what is the staff's alone.
func (of seer) readsStaffWords() bool { return of.atDesk }

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
