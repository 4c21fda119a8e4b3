package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// How a search of the desk's goes about.
const (
	searchSample = 60   // newest tickets that tell whether the words are common
	searchCommon = 6    // so many of them have the words: they are
	searchNear   = 1000 // newest tickets that are looked at for common words
)

// search is a text cut into what is looked for. Any text that was Typed is a
// valid search.
type search struct {
	terms []term // all of them stand in a ticket
	signs bool   // nothing but signs, which no word holds
}

func searchOf(text string) search {
	terms := termsOf(text)
	// Of terms that are equally rare the longest is taken.
	slices.SortStableFunc(terms, func(a, b term) int { return signs(b.text) - signs(a.text) })
	return search{terms, text != "" && len(terms) == 0}
}

// filterByTerms is a condition: the ticket, t, has it as far as the actor may see. It looks
// at each ticket: for few of them.
func (d *Desk) filterByTerms(s search, actor Actor) schema.QueryWithArgs {
	if s.signs {
		return bun.SafeQuery("1 = 0")
	}
	all, args := []string{"?"}, []any{true}
	for _, term := range s.terms {
		all, args = append(all, "?"), append(args, d.db.Holds("t.number", actor.readsStaffWords(), term.ways...))
	}
	return bun.SafeQuery(strings.Join(all, " AND "), args...)
}

// searchTickets picks what a search of the desk's finds among the tickets that some
// picks, in their order. Words that are common among the newest tickets are
// looked for there, one ticket after the other: a page is soon full. Else the
// rarest of them is looked up in the index, where to look up a common one would
// take long.
func (d *Desk) searchTickets(q *bun.SelectQuery, s search, actor Actor, some func() *bun.SelectQuery) *bun.SelectQuery {
	if s.signs {
		return q.Where("1 = 0")
	}
	q.Where("t.number IN (SELECT number FROM near UNION ALL SELECT number FROM rare)")
	pick := func() *bun.SelectQuery { return some().ColumnExpr("t.number").OrderExpr(byNews) }
	holds := d.filterByTerms(s, actor)
	common := d.db.Read.NewSelect().TableExpr("newest AS t").ColumnExpr("count(*)").Where("?", holds)
	horizon := some().ColumnExpr("t.updated_at").OrderExpr(byNews).Limit(1).Offset(searchNear)

	// What is asked first comes first: words that are rare are looked for in no ticket here.
	near := pick().Limit(ListPage+1).Where("(?) >= ?", common, searchCommon).
		Where("t.updated_at >= coalesce((?), ?)", horizon, time.Time{}.AddDate(1, 0, 0)).Where("?", holds)
	// A page that is full already has nothing looked up: no word that was typed holds a dot.
	match := bun.SafeQuery("CASE WHEN (SELECT count(*) FROM near) > ? THEN ? ELSE (?) END", ListPage, d.db.Match(begins("·")...), d.rarest(s, actor))
	rare := pick().Limit(ListPage+1).Where("t.number IN (?)", d.db.Indexed(match))
	if len(s.terms) > 1 || !s.terms[0].plain() {
		rare.Where("?", holds)
	}
	return q.With("newest", pick().Limit(searchSample)).With("near", near).With("rare", rare)
}

const byNews = "t.updated_at DESC, t.number DESC"

// rarest is SQL for what to look up: the terms that few in the sample have.
func (d *Desk) rarest(s search, actor Actor) schema.QueryWithArgs {
	var counts []string
	var args []any
	for i, term := range s.terms {
		counts = append(counts, "SELECT ? AS place, ? AS word, count(*) AS n FROM newest AS t WHERE ?")
		args = append(args, i, d.db.Match(term.ways...), d.db.Holds("t.number", actor.readsStaffWords(), term.ways...))
	}
	if len(s.terms) == 1 {
		return bun.SafeQuery("SELECT ?", args[1])
	}
	return d.db.Rarest(bun.SafeQuery(strings.Join(counts, " UNION ALL "), args...), searchSample/3)
}
