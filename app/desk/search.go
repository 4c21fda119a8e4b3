package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"hilo/app/search"
	"hilo/db"
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
func (l *Lists) searchTickets(q *bun.SelectQuery, s search.Query, of seer, some func() *bun.SelectQuery) *bun.SelectQuery {
	if s.Signs {
		return q.Where("1 = 0")
	}
	q.Where("t.number IN (SELECT number FROM near UNION ALL SELECT number FROM rare)")
	pick := func() *bun.SelectQuery { return some().ColumnExpr("t.number").OrderExpr(byNews) }
	holds := l.index.Where(s, "t.number", of.readsStaffWords())
	common := l.db.Read.NewSelect().TableExpr("newest AS t").ColumnExpr("count(*)").Where("?", holds)
	horizon := some().ColumnExpr("t.updated_at").OrderExpr(byNews).Limit(1).Offset(searchNear)

	// What is asked first comes first: words that are rare are looked for in no ticket here.
	near := pick().Limit(ListPage+1).Where("(?) >= ?", common, searchCommon).
		Where("t.updated_at >= coalesce((?), ?)", horizon, time.Time{}.AddDate(1, 0, 0)).Where("?", holds)
	// A page that is full already has nothing looked up: no word that was typed holds a dot.
	match := bun.SafeQuery("CASE WHEN (SELECT count(*) FROM near) > ? THEN ? ELSE (?) END", ListPage, l.index.Match(search.Begins(search.Run)...), l.rarest(s, of))
	rare := pick().Limit(ListPage+1).Where("t.number IN (?)", l.index.Indexed(match))
	if len(s.Terms) > 1 || !s.Terms[0].Plain() {
		rare.Where("?", holds)
	}
	return q.With("newest", pick().Limit(searchSample)).With("near", near).With("rare", rare)
}

const byNews = "t.updated_at DESC, t.number DESC"

// rarest is SQL for what to look up: the terms that few in the sample have.
func (l *Lists) rarest(s search.Query, of seer) schema.QueryWithArgs {
	var counts []string
	var args []any
	for i, term := range s.Terms {
		counts = append(counts, "SELECT ? AS place, ? AS word, count(*) AS n FROM newest AS t WHERE ?")
		args = append(args, i, l.index.Match(term.Ways...), l.index.Holds("t.number", of.readsStaffWords(), term.Ways...))
	}
	if len(s.Terms) == 1 {
		return bun.SafeQuery("SELECT ?", args[1])
	}
	return l.index.Rarest(bun.SafeQuery(strings.Join(counts, " UNION ALL "), args...), searchSample/3)
}

// How a search shows where its words stand.
const (
	hitRoom = 1 << 20 // bytes of text that it looks at for that
	hitLine = 140     // characters of a row
)

// hitDepths are how far back a search looks in threads, one read each: in the end to
// their beginning, as far as there is room.
var hitDepths = []int64{0, 20, 200, 1 << 40}

// Marks tells of a text which parts the search asks for.
func (f Filter) Marks() func(text string) []search.Span { return search.Parse(f.Query).Marks }

// sought is a ticket whose entry with most of a query is looked for.
type sought struct {
	*Ticket
	lacks search.Query // what its heading does not have
	has   int          // how many terms of that the best entry has
}

// Hits are where the tickets of a list have what the actor searches for, by the number
// of the ticket: the newest entry that has most of it, with the sentence for its body. A
// ticket whose heading has all of it has none, nor has one that is not read in time.
func (d *Desk) Hits(ctx context.Context, actor Actor, f Filter, tickets []Ticket) (hits map[int64]Entry, err error) {
	hits = map[int64]Entry{}
	if f.Query == "" {
		return hits, nil
	}
	q, room := search.Parse(f.Query), hitRoom
	all := map[int64]*sought{}
	for i := range tickets {
		t := &tickets[i]
		if lacks, _ := q.Lacks(t.heading(actor)); len(lacks.Terms) > 0 {
			all[t.Number] = &sought{t, lacks, 0}
		}
	}
	for i := 0; i+1 < len(hitDepths) && len(all) > 0 && room > 0; i++ {
		entries, err := d.backFrom(ctx, actor, all, hitDepths[i], hitDepths[i+1], room)
		if err != nil {
			return nil, err
		}
		for i := 0; i < len(entries) && room > 0; i++ {
			room -= entries[i].hit(all, hits)
		}
	}
	return hits, nil
}

// heading is what a row shows of a ticket itself.
func (t *Ticket) heading(actor Actor) string {
	text := fmt.Sprint(t.Subject, "\n", t.Number)
	if actor.AtDesk() && t.Request != nil {
		text += fmt.Sprint("\n", t.Name, "\n", t.Request.Name, "\n", t.Request.Email)
	}
	return text
}

// backFrom are the entries of tickets from one distance to another behind their last,
// the newest first, with at most so many bytes of text.
func (d *Desk) backFrom(ctx context.Context, actor Actor, all map[int64]*sought, from, to int64, room int) (entries []Entry, err error) {
	longer := slices.DeleteFunc(slices.Collect(maps.Values(all)), func(t *sought) bool { return t.LastSeq <= from })
	if len(longer) == 0 {
		return nil, nil
	}
	among := func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, t := range longer {
			q.WhereOr("e.ticket = ? AND e.seq > ? AND e.seq <= ?", t.Number, t.LastSeq-to, t.LastSeq-from)
		}
		return q
	}
	sizes := visibleEntries(d.db.Read.NewSelect().TableExpr("entries AS e"), actor).
		ColumnExpr("e.ticket, e.seq, sum(octet_length(e.body) + octet_length(e.data)) OVER (ORDER BY e.at DESC, e.ticket, e.seq) AS ahead").
		WhereGroup(" AND ", among)
	err = selectEntries(d.db.Read, &entries).Join("JOIN (?) AS w ON w.ticket = e.ticket AND w.seq = e.seq", sizes).
		Where("w.ahead < ?", room).Order("e.ticket", "e.seq DESC").Scan(ctx)
	return entries, err
}

// hit keeps e if it has more of what is sought in its ticket than any newer one, and
// says how many bytes were looked at. A ticket whose entry has all of it is sought no more.
func (e Entry) hit(all map[int64]*sought, hits map[int64]Entry) (size int) {
	t := all[e.Ticket]
	if t == nil {
		return 0
	}
	text := strings.Join(append([]string{e.Body}, e.named()...), "\n")
	lacks, size := t.lacks.Lacks(text)
	if has := len(t.lacks.Terms) - len(lacks.Terms); has > t.has {
		t.has, e.Body = has, Glance(t.lacks.Excerpt(text, hitLine))
		hits[e.Ticket] = e
	}
	if t.has == len(t.lacks.Terms) {
		delete(all, e.Ticket)
	}
	return size
}

// named are the IDs of an entry, the names of its files, and the subject that it corrected.
func (e *Entry) named() []string {
	texts := append(slices.Clone(e.Data.IDs), e.Data.Was)
	for _, f := range e.Files() {
		texts = append(texts, f.Name)
	}
	return texts
}

// index makes an entry of t findable, within its transaction: by its text and
// the names of its files; the first one also by subject and number, a corrected
// subject by the old and the new words, and for
// staff by who asked. What is for staff is found by staff alone.
func index(ctx context.Context, d *db.DB, tx bun.Tx, t *Ticket, e *Entry) error {
	if e.Kind == Opened {
		if err := indexRequester(ctx, d, tx, t.RequesterID, t); err != nil {
			return err
		}
	}
	return search.Of(d).Add(ctx, tx, e.Ticket, e.Seq, !e.Kind.Public(), e.findable(t))
}

// requesterSeq is the second number of what is known of the requester; entries
// have those from 1 on.
const requesterSeq = 0

// indexRequester makes tickets of one person findable by who that is, for
// staff. Former names stay: mails and notes have them too. What was erased is not found.
func indexRequester(ctx context.Context, d *db.DB, tx bun.Tx, person int64, tickets ...*Ticket) error {
	var p Person
	if err := tx.NewSelect().Model(&p).Column("email", "name").Where("id = ?", person).Scan(ctx); err != nil {
		return err
	}
	for _, t := range tickets {
		if t.ErasedSeq > 0 {
			continue
		}
		if err := search.Of(d).Add(ctx, tx, t.Number, requesterSeq, true, search.PersonWords(p.Email, p.Name, t.Name)); err != nil {
			return err
		}
	}
	return nil
}

// indexed names the way in which words are cut: when it changes, what was said
// is indexed anew.
const indexed = "4"

// Reindex indexes all that was said before the index was there, or was cut
// differently. It does nothing when all is well, and begins anew if it was
// stopped. The caller holds the data folder.
func Reindex(ctx context.Context, d *db.DB) error {
	done, err := d.Read.NewSelect().Table("settings").Where("name = 'search' AND value = ?", indexed).Exists(ctx)
	if err != nil || done {
		return err
	}
	if err := d.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return search.Of(d).ForgetAll(ctx, tx) }); err != nil {
		return err
	}
	for after, more := new(Entry), true; more && err == nil; {
		var last *Entry
		err = d.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
			last, more, err = reindex(ctx, d, tx, after)
			return err
		})
		after = last
	}
	if err != nil {
		return err
	}
	_, err = d.Exec(ctx, "INSERT INTO settings (name, value) VALUES ('search', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", indexed)
	return err
}

// reindex goes on after an entry, and says where it stopped.
func reindex(ctx context.Context, d *db.DB, tx bun.Tx, after *Entry) (last *Entry, more bool, err error) {
	rows, err := readIndexed(ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("(e.ticket, e.seq) > (?, ?)", after.Ticket, after.Seq).Order("e.ticket", "e.seq").Limit(500)
	})
	for i := range rows {
		if err != nil {
			break
		}
		after, err = &rows[i].Entry, index(ctx, d, tx, rows[i].ticket(), &rows[i].Entry)
	}
	return after, len(rows) > 0, err
}

// indexedEntry is an entry with what of its ticket is indexed.
type indexedEntry struct {
	Entry       `bun:",extend"`
	Subject     string
	Guest       string
	ErasedSeq   int64
	RequesterID int64
}

func readIndexed(ctx context.Context, tx bun.Tx, which func(*bun.SelectQuery) *bun.SelectQuery) (rows []indexedEntry, err error) {
	err = tx.NewSelect().Model(&rows).ColumnExpr("e.*").ColumnExpr("t.subject, t.name AS guest, t.erased_seq, t.requester_id").
		Join("JOIN tickets AS t ON t.number = e.ticket").Apply(which).Scan(ctx)
	return rows, err
}

func (row *indexedEntry) ticket() *Ticket {
	return &Ticket{Number: row.Ticket, Subject: row.Subject, Name: row.Guest, ErasedSeq: row.ErasedSeq, RequesterID: row.RequesterID}
}

// findable are the words of an entry.
func (e *Entry) findable(t *Ticket) []string {
	texts := append(e.named(), e.Body)
	switch e.Kind {
	case Opened:
		texts = append(texts, t.Subject, fmt.Sprint(t.Number))
	case Renamed:
		texts = append(texts, t.Subject)
	}
	return search.WordsOf(texts...)
}
