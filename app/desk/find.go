package desk

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	terms  []string // all of them stand in a ticket, or words that begin so
	number string   // or this one does
	signs  bool     // nothing but signs, which no word holds
}

func searchOf(text string) search {
	terms, number := termsOf(text)
	// Of terms that are equally rare the longest is taken.
	slices.SortStableFunc(terms, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return search{terms, number, text != "" && len(terms) == 0}
}

// holds keeps the tickets, t, that have it as far as who may see. It looks at
// each ticket: for few of them.
func (d *Desk) holds(q *bun.SelectQuery, s search, who Person) *bun.SelectQuery {
	if s.signs {
		return q.Where("1 = 0")
	}
	if len(s.terms) == 0 {
		return q
	}
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			for _, term := range s.terms {
				q.Where("?", d.db.Holds("t.number", term, who.AtDesk))
			}
			return q
		})
		if s.number != "" {
			q.WhereOr("?", d.db.Holds("t.number", s.number, who.AtDesk))
		}
		return q
	})
}

// found picks what a search of the desk's finds among the tickets that some
// picks, in their order. Words that are common among the newest tickets are
// looked for there, one ticket after the other: a page is soon full. Else the
// rarest of them is looked up in the index, where to look up a common one would
// take long.
func (d *Desk) found(q *bun.SelectQuery, s search, who Person, some func() *bun.SelectQuery) {
	if s.signs {
		q.Where("1 = 0")
		return
	}
	q.Where("t.number IN (SELECT number FROM near UNION ALL SELECT number FROM rare)")
	pick := func() *bun.SelectQuery { return some().ColumnExpr("t.number").OrderExpr(byNews) }
	common := d.holds(d.db.Read.NewSelect().TableExpr("newest AS t").ColumnExpr("count(*)"), s, who)
	horizon := some().ColumnExpr("t.updated_at").OrderExpr(byNews).Limit(1).Offset(searchNear)

	near := d.holds(pick(), s, who).Limit(ListPage+1).Where("(?) >= ?", common, searchCommon).
		Where("t.updated_at >= coalesce((?), ?)", horizon, time.Time{}.AddDate(1, 0, 0))
	// A page that is full already has nothing looked up: no word that was typed holds a dot.
	match := bun.SafeQuery("CASE WHEN (SELECT count(*) FROM near) > ? THEN ? ELSE (?) END", ListPage, d.db.Beginnings("·"), d.rarest(s, who))
	rare := pick().Limit(ListPage+1).Where("t.number IN (?)", d.db.Indexed(match))
	if len(s.terms) > 1 {
		d.holds(rare, s, who)
	}
	q.With("newest", pick().Limit(searchSample)).With("near", near).With("rare", rare)
}

const byNews = "t.updated_at DESC, t.number DESC"

// rarest is SQL for what to look up: the terms that few in the sample have, or
// the number.
func (d *Desk) rarest(s search, who Person) schema.QueryWithArgs {
	var counts []string
	var args []any
	for i, term := range s.terms {
		words := []string{term}
		if s.number != "" {
			words = append(words, s.number)
		}
		counts = append(counts, "SELECT ? AS place, ? AS word, count(*) AS n FROM newest AS t WHERE ?")
		args = append(args, i, d.db.Beginnings(words...), d.db.Holds("t.number", term, who.AtDesk))
	}
	if len(s.terms) == 1 {
		return bun.SafeQuery("SELECT ?", args[1])
	}
	return d.db.Rarest(bun.SafeQuery(strings.Join(counts, " UNION ALL "), args...), searchSample/3)
}
