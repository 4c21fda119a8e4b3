package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/scan"
	"hilo/app/search"
	"hilo/db"
)

// What counts as similar.
const (
	similarFor   = 30 * 24 * time.Hour // how long a closed ticket is offered
	similarMost  = 3
	similarRead  = 200 // tickets that are looked at, newest first
	similarWords = 100 // of a text
	similarScore = 4
)

// Similar is an own ticket that looks like the one being written.
type Similar struct {
	bun.BaseModel `bun:"table:tickets,alias:t"`

	Number   int64
	Subject  string
	Status   Status
	PublicAt time.Time
	Shares   bool `bun:",scanonly"` // it names the same transaction

	score int
}

// Similar are the actor's own tickets, open or recent, that look like what they are
// writing: the same words in the title, or the same IDs. The best comes first.
func (d *Desk) Similar(ctx context.Context, actor Actor, subject, body string, ids []string) ([]Similar, error) {
	if err := actor.need(ListTickets); err != nil {
		return nil, err
	}
	for _, id := range d.IDs.In(subject + "\n" + body) {
		ids = scan.AddID(ids, id)
	}
	title, text := titleWords(subject), titleWords(body)
	if len(title) == 0 && len(ids) == 0 {
		return nil, nil
	}
	var rows []Similar
	q := d.db.Read.NewSelect().Model(&rows).Column("number", "subject", "status", "public_at").ColumnExpr("EXISTS (?) AS shares", sharing(d.db.Read, actor, ids)).
		Where("?", ownTickets(actor.seer())).Where("t.status <> 'closed' OR t.public_at > ?", db.Time(d.now().Add(-similarFor))).
		Order("t.public_at DESC").Limit(similarRead)
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].weigh(title, text)
	}
	rows = slices.DeleteFunc(rows, func(s Similar) bool { return s.score == 0 })
	slices.SortStableFunc(rows, func(a, b Similar) int { return b.score - a.score })
	return rows[:min(len(rows), similarMost)], nil
}

// sharing selects the entries of ticket t, as the actor may see it, that name one of ids.
func sharing(idb bun.IDB, actor Actor, ids []string) *bun.SelectQuery {
	q := visibleEntries(idb.NewSelect().TableExpr("entries AS e").ColumnExpr("1").Where("e.ticket = t.number"), actor)
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q.Where("1 = 0")
		for _, id := range ids {
			id = strings.ToLower(id)
			like := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(id)
			q.WhereOr(`lower(e.body) LIKE ? ESCAPE '\'`, "%"+like+"%").WhereOr(`lower(e.data) LIKE ? ESCAPE '\'`, `%"`+like+`"%`)
			q.WhereOr(`e.seq = 1 AND lower(t.subject) LIKE ? ESCAPE '\'`, "%"+like+"%")
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				q.WhereOr("t.number = ?", n)
			}
		}
		return q
	})
}

// weigh scores the ticket: an ID outweighs words, a word of the title counts
// twice one of the text.
func (s *Similar) weigh(title, text []string) {
	own := titleWords(s.Subject)
	for _, word := range own {
		alike := func(other string) bool { return search.SameWord(word, other) }
		switch {
		case slices.ContainsFunc(title, alike):
			s.score += 2
		case slices.ContainsFunc(text, alike):
			s.score++
		}
	}
	if s.score < min(similarScore, 2*len(own)) || s.score == 1 {
		s.score = 0
	}
	if s.Shares {
		s.score += 100
	}
}

// titleWords are the first words of a text that mean something, without accents.
func titleWords(text string) (words []string) {
	for _, word := range search.Tokens(text) {
		if len(words) < similarWords && len(word) > 2 && !strings.Contains(smallWords, " "+word+" ") && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

const smallWords = " una uno unos unas los las les del con por para que mis sus esta este esto estan han hay como pero sin sobre muy mas cuando donde porque desde hasta " +
	"the and for with from this that have has had been are was were not can you your but how why what when where does did don cannot into out " +
	"ticket problema problem ayuda help error hola hello puedo necesito need want quiero tengo "
