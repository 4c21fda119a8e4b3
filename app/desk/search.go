package desk

import (
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/search"
)

// How a search of the desk's goes about.
const (
	searchSample = 60   // newest tickets that tell whether the words are common
	searchCommon = 6    // so many of them have the words: they are
	searchNear   = 1000 // newest tickets that are looked at for common words
)

// Typed is what was typed to be searched for, without what nobody sees; "" is
// no search.
func Typed(text string) string {
	text = OneLine(Tidy(strings.ReplaceAll(strings.ToValidUTF8(text, " "), string(unicode.ReplacementChar), " ")))
	if Blank(text) {
		return ""
	}
	letters := []rune(text)
	return string(letters[:min(len(letters), MaxSubject)])
}

// searchTickets picks what a search of the desk's finds among the tickets that some
// picks, in their order. Words that are common among the newest tickets are
// looked for there, one ticket after the other: a page is soon full. Else the
// rarest of them is looked up in the index, where to look up a common one would
// take long.
func (d *Desk) searchTickets(q *bun.SelectQuery, s search.Query, actor Actor, some func() *bun.SelectQuery) *bun.SelectQuery {
	if s.Signs {
		return q.Where("1 = 0")
	}
	q.Where("t.number IN (SELECT number FROM near UNION ALL SELECT number FROM rare)")
	pick := func() *bun.SelectQuery { return some().ColumnExpr("t.number").OrderExpr(byNews) }
	holds := d.index.Where(s, "t.number", actor.readsStaffWords())
	common := d.db.Read.NewSelect().TableExpr("newest AS t").ColumnExpr("count(*)").Where("?", holds)
	horizon := some().ColumnExpr("t.updated_at").OrderExpr(byNews).Limit(1).Offset(searchNear)

	// What is asked first comes first: words that are rare are looked for in no ticket here.
	near := pick().Limit(ListPage+1).Where("(?) >= ?", common, searchCommon).
		Where("t.updated_at >= coalesce((?), ?)", horizon, time.Time{}.AddDate(1, 0, 0)).Where("?", holds)
	// A page that is full already has nothing looked up: no word that was typed holds a dot.
	match := bun.SafeQuery("CASE WHEN (SELECT count(*) FROM near) > ? THEN ? ELSE (?) END", ListPage, d.index.Match(search.Begins(search.Run)...), d.rarest(s, actor))
	rare := pick().Limit(ListPage+1).Where("t.number IN (?)", d.index.Indexed(match))
	if len(s.Terms) > 1 || !s.Terms[0].Plain() {
		rare.Where("?", holds)
	}
	return q.With("newest", pick().Limit(searchSample)).With("near", near).With("rare", rare)
}

const byNews = "t.updated_at DESC, t.number DESC"

// rarest is SQL for what to look up: the terms that few in the sample have.
func (d *Desk) rarest(s search.Query, actor Actor) schema.QueryWithArgs {
	var counts []string
	var args []any
	for i, term := range s.Terms {
		counts = append(counts, "SELECT ? AS place, ? AS word, count(*) AS n FROM newest AS t WHERE ?")
		args = append(args, i, d.index.Match(term.Ways...), d.index.Holds("t.number", actor.readsStaffWords(), term.Ways...))
	}
	if len(s.Terms) == 1 {
		return bun.SafeQuery("SELECT ?", args[1])
	}
	return d.index.Rarest(bun.SafeQuery(strings.Join(counts, " UNION ALL "), args...), searchSample/3)
}
