package desk

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// index makes an entry of t findable, within its transaction: by its text and
// the names of its files; the first one also by subject and number. What is for
// staff is found by staff alone.
func (d *Desk) index(ctx context.Context, tx bun.Tx, t *Ticket, e *Entry) error {
	return d.db.Index(ctx, tx, e.Ticket, e.Seq, !e.Kind.Public(), e.findable(t))
}

// findable are the words of an entry.
func (e *Entry) findable(t *Ticket) []string {
	texts := []string{e.Body}
	for _, f := range e.Files() {
		texts = append(texts, f.Name)
	}
	if e.Kind == Opened {
		texts = append(texts, t.Subject, fmt.Sprint(t.Number))
	}
	return wordsOf(texts...)
}
