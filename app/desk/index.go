package desk

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// index makes an entry of t findable, within its transaction: by its text and
// the names of its files; the first one also by subject and number.
func (d *Desk) index(ctx context.Context, tx bun.Tx, t *Ticket, e *Entry) error {
	return d.db.Index(ctx, tx, e.Ticket, e.Seq, e.findable(t))
}

// findable are the words of an entry. Those of a public one stand there twice,
// the second time as its requester's own: a requester's search knows only such
// words, so it finds no notes and costs no more than what they have said.
func (e *Entry) findable(t *Ticket) []string {
	texts := []string{e.Body}
	for _, f := range e.Files() {
		texts = append(texts, f.Name)
	}
	if e.Kind == Opened {
		texts = append(texts, t.Subject, fmt.Sprint(t.Number))
	}
	words := wordsOf(texts...)
	if e.Kind.Public() {
		for _, word := range words[:len(words):len(words)] {
			words = append(words, owned(t.RequesterID, word))
		}
	}
	return words
}

// owned is a word as the requester's own. No word that was typed holds a dot.
func owned(requester int64, word string) string { return fmt.Sprintf("p%d·%s", requester, word) }

// search narrows to the tickets in which all words of text stand, or begin so,
// as far as who may see. Any text that was Typed is a valid search.
func (d *Desk) search(q *bun.SelectQuery, text string, who Person) {
	terms, number := termsOf(text)
	holds := func(term string) (string, any) {
		if !who.AtDesk {
			term = owned(who.ID, term)
		}
		return "t.number IN (?)", d.db.Indexed(term)
	}
	if len(terms) == 0 {
		if text != "" { // nothing but signs, which no word holds
			q.Where("1 = 0")
		}
		return
	}
	q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			for _, term := range terms {
				q.Where(holds(term))
			}
			return q
		})
		if number != "" {
			q.WhereOr(holds(number))
		}
		return q
	})
}
