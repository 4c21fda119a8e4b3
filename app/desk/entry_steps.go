package desk

import (
	"time"

	"hilo/app/outbox"
	"hilo/db"
)

// steps are what is written with an entry, in this order: itself, its ticket,
// and what hangs on it. The entry is stamped before.
func (c *Change) steps() []func(*Ticket, *Entry) error {
	return []func(*Ticket, *Entry) error{
		c.turnTicket, c.insertEntry, c.keepFiles, c.indexEntry, c.markSeen, c.forgetDraft, c.promiseAutoClose, c.promiseFact,
	}
}

// stamp gives an entry its place in the ticket, its time and its author.
func (c *Change) stamp(t *Ticket, e *Entry) {
	t.LastSeq, t.UpdatedAt = t.LastSeq+1, db.Time(c.desk.now())
	e.Ticket, e.Seq, e.At, e.Proof = t.Number, t.LastSeq, t.UpdatedAt, c.actor.Proof
	if c.actor.ID != 0 {
		e.AuthorID, e.AuthorName, e.ByDesk = &c.actor.ID, c.actor.Name, c.actor.AtDesk()
	}
}

// groupedFor is how long after a message another one of its author belongs to it.
const groupedFor = 5 * time.Minute

// group notes what a message goes on with, as each side sees the ticket before it. It
// never changes: so pages, answers and streams show it alike.
func (c *Change) group(t *Ticket, e *Entry) error {
	if e.AuthorID == nil || !e.says() || e.At.Sub(t.UpdatedAt) >= groupedFor {
		return nil
	}
	var last []Entry
	err := c.tx.NewSelect().Model(&last).Where("ticket = ?", t.Number).Where("seq IN (?, ?)", t.LastSeq, t.PublicSeq).Scan(c.ctx)
	for i := range last {
		if l := &last[i]; e.continues(l) {
			e.Data.Follows = e.Data.Follows || l.Seq == t.LastSeq
			e.Data.PublicFollows = e.Data.PublicFollows || l.Seq == t.PublicSeq
		}
	}
	return err
}

// continues tells whether an entry and the one before it are of one author, proven
// alike, on the same paper, and minutes apart.
func (e *Entry) continues(before *Entry) bool {
	return before.says() && before.AuthorID != nil && *before.AuthorID == *e.AuthorID && before.Proof == e.Proof &&
		(before.Kind == Noted) == (e.Kind == Noted) && e.At.Sub(before.At) < groupedFor
}

// turnTicket stores what the entry and its rule made of the ticket.
func (c *Change) turnTicket(t *Ticket, e *Entry) error {
	t.remember(e)
	if err := t.raise(c.ctx, c.tx, e.Kind.Public() || t.turned); err != nil {
		return err
	}
	_, err := c.tx.NewUpdate().Model(t).WherePK().Exec(c.ctx)
	return err
}

// insertEntry stores the entry and its files.
func (c *Change) insertEntry(_ *Ticket, e *Entry) error {
	for i := range e.Data.Files {
		f := &e.Data.Files[i]
		if f.ID == "" { // uploads have one
			f.ID = newID()
		}
		f.Ticket, f.Seq, f.PersonID, f.CreatedAt = e.Ticket, e.Seq, c.actor.ID, e.At
	}
	if ok, err := db.Changed(c.tx.NewInsert().Model(e).On("CONFLICT DO NOTHING").Returning("NULL").Exec(c.ctx)); err != nil {
		return err
	} else if !ok {
		return errKeyTaken
	}
	if len(e.Data.Files) == 0 {
		return nil
	}
	_, err := c.tx.NewInsert().Model(&e.Data.Files).Exec(c.ctx)
	return err
}

// keepFiles lets what came with an unproven ticket stay, once it is proven.
func (c *Change) keepFiles(t *Ticket, _ *Entry) error { return t.keepFiles(c.ctx, c.tx) }

func (c *Change) indexEntry(t *Ticket, e *Entry) error { return index(c.ctx, c.desk.db, c.tx, t, e) }

// markSeen: who writes has read what stands before. To say that a ticket is
// one's own reads nothing of it.
func (c *Change) markSeen(t *Ticket, e *Entry) error {
	if c.actor.ID == 0 || e.Kind == Proven {
		return nil
	}
	return mark(c.ctx, c.tx, c.actor, t.Number, e.Seq, e.At)
}

// forgetDraft removes the draft of an entry: what was typed is sent now. Other
// words, begun under another key, stay.
func (c *Change) forgetDraft(_ *Ticket, e *Entry) error {
	if c.actor.ID == 0 || !e.says() || e.Kind == Rated {
		return nil // not out of the box for replies
	}
	q := c.tx.NewDelete().Model((*Draft)(nil)).Where("person_id = ?", c.actor.ID).Where("ticket = ?", e.typedOn())
	if e.Key != nil {
		q.Where("key = ?", *e.Key)
	}
	_, err := q.Exec(c.ctx)
	return err
}

// promiseAutoClose promises the end of a solution that nobody answers.
func (c *Change) promiseAutoClose(t *Ticket, e *Entry) error {
	wait := SilenceBeforeWarning
	switch e.Kind {
	case Solved:
	case Warned:
		wait = SilenceBeforeClosing
	default:
		return nil
	}
	// No key: a newer proposal starts its own wait, and may not inherit the time of an older one.
	return outbox.Put(c.ctx, c.tx, e.At, outbox.Promise{Kind: JobAutoClose, Payload: Ref{t.Number, e.Seq}, Ticket: t.Number, Due: e.At.Add(wait)})
}

// promiseFact promises to tell whoever wants to know; readers choose.
func (c *Change) promiseFact(t *Ticket, e *Entry) error {
	return outbox.Put(c.ctx, c.tx, e.At, outbox.Promise{Kind: JobEntry, Payload: Ref{t.Number, e.Seq}, Ticket: t.Number, Due: e.At})
}
