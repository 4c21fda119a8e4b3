package desk

import (
	"context"

	"github.com/uptrace/bun"
)

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
