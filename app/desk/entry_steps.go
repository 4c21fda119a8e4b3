package desk

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"hilo/app/outbox"
	"hilo/db"
)

// steps are what is written, in this order: tickets, their new entries, and what hangs on
// those. Each of them writes once for all entries.
func (c *Change) steps() []func() error {
	return []func() error{c.turnTickets, c.insertEntries, c.insertFiles, c.indexEntries, c.markSeen, c.forgetDrafts, c.promise}
}

// stamp gives an entry its place in the ticket, its time and its author.
func (c *Change) stamp(t *Ticket, e *Entry) {
	t.LastSeq, t.UpdatedAt = t.LastSeq+1, db.Time(c.desk.now())
	e.Ticket, e.Seq, e.At, e.Proof = t.Number, t.LastSeq, t.UpdatedAt, c.actor.Proof
	if c.actor.ID != 0 {
		e.AuthorID, e.AuthorName, e.ByDesk = &c.actor.ID, c.actor.Name, c.actor.AtDesk()
	}
	if e.ByDesk {
		t.AgentSeen = e.Seq
	}
}

// groupedFor is how long after a message another one of its author belongs to it.
const groupedFor = 5 * time.Minute

// group notes what a message goes on with, as each side sees the ticket before it. It
// never changes: so pages, answers and streams show it alike.
func (c *Change) group(t *Ticket, e *Entry) error {
	if e.AuthorID == nil || !e.says() || e.At.Sub(t.UpdatedAt) >= groupedFor || !e.mayContinue(t.DeskBy, t.DeskKind) && !e.mayContinue(t.PublicBy, t.PublicKind) {
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

// mayContinue tells by what a ticket knows of an entry whether that has to be looked at: who
// takes a ticket says nothing.
func (e *Entry) mayContinue(by *int64, kind Kind) bool {
	return by != nil && *by == *e.AuthorID && kind != Assigned && (kind == Noted) == (e.Kind == Noted)
}

// continues tells whether an entry and the one before it are of one author, proven
// alike, on the same paper, and minutes apart.
func (e *Entry) continues(before *Entry) bool {
	return before.says() && before.AuthorID != nil && *before.AuthorID == *e.AuthorID && before.Proof == e.Proof &&
		(before.Kind == Noted) == (e.Kind == Noted) && e.At.Sub(before.At) < groupedFor
}

// turnTickets stores what entries and their rules made of each ticket.
func (c *Change) turnTickets() error {
	for t, entries := range c.byTicket() {
		public := t.turned || slices.ContainsFunc(entries, func(e *Entry) bool { return e.Kind.Public() })
		if err := t.raise(c.ctx, c.tx, public); err != nil {
			return err
		}
		if _, err := c.tx.NewUpdate().Model(t).WherePK().Exec(c.ctx); err != nil {
			return err
		}
	}
	return nil
}

// byTicket are the new entries of each ticket, in order.
func (c *Change) byTicket() iter.Seq2[*Ticket, []*Entry] {
	return func(yield func(*Ticket, []*Entry) bool) {
		for i, a := range c.added {
			of := func(b addition) bool { return b.ticket == a.ticket }
			if slices.IndexFunc(c.added, of) < i {
				continue // with the first of it
			}
			var entries []*Entry
			for _, b := range c.added {
				if of(b) {
					entries = append(entries, b.entry)
				}
			}
			if !yield(a.ticket, entries) {
				return
			}
		}
	}
}

// insertEntries stores the entries.
func (c *Change) insertEntries() error {
	var entries []*Entry
	for _, a := range c.added {
		entries = append(entries, a.entry)
		for i := range a.entry.Data.Files {
			f := &a.entry.Data.Files[i]
			if f.ID == "" { // uploads have one
				f.ID = newID()
			}
			f.Ticket, f.Seq, f.PersonID, f.CreatedAt = a.entry.Ticket, a.entry.Seq, c.actor.ID, a.entry.At
		}
	}
	stored, err := c.tx.NewInsert().Model(&entries).On("CONFLICT DO NOTHING").Returning("NULL").Exec(c.ctx)
	if err != nil {
		return err
	}
	if n, err := stored.RowsAffected(); err != nil || int(n) < len(entries) {
		return cmp.Or(err, errKeyTaken)
	}
	return nil
}

// insertFiles stores the files of entries, and lets what came with an unproven ticket stay,
// once it is proven.
func (c *Change) insertFiles() error {
	var files []File
	var shas []string
	for _, a := range c.added {
		files = append(files, a.entry.Data.Files...)
	}
	for _, f := range files {
		shas = append(shas, f.SHA256)
	}
	if err := c.desk.claim(c.ctx, c.tx, shas...); err != nil {
		return err
	}
	if len(files) > 0 {
		if _, err := c.tx.NewInsert().Model(&files).Exec(c.ctx); err != nil {
			return err
		}
	}
	for t := range c.byTicket() {
		if err := t.keepFiles(c.ctx, c.tx); err != nil {
			return err
		}
	}
	return nil
}

func (c *Change) indexEntries() error {
	for _, a := range c.added {
		if err := index(c.ctx, c.desk.db, c.tx, a.ticket, a.entry); err != nil {
			return err
		}
	}
	return nil
}

// markSeen: who writes has read what stands before. To say that a ticket is
// one's own reads nothing of it.
func (c *Change) markSeen() error {
	for t, entries := range c.byTicket() {
		e := entries[len(entries)-1]
		if c.actor.ID == 0 || e.Kind == Proven {
			continue
		}
		if err := mark(c.ctx, c.tx, c.actor, t.Number, e.Seq, e.At); err != nil {
			return err
		}
	}
	return nil
}

// forgetDrafts removes the drafts of entries: what was typed is sent now. Other
// words, begun under another key, stay.
func (c *Change) forgetDrafts() error {
	for _, a := range c.added {
		e := a.entry
		if c.actor.ID == 0 || !e.says() || e.Kind == Rated {
			continue // not out of the box for replies
		}
		if t := c.found[e.typedOn()]; t != nil && !t.Drafted {
			continue // the ticket was read with that
		}
		q := c.tx.NewDelete().Model((*Draft)(nil)).Where("person_id = ?", c.actor.ID).Where("ticket = ?", e.typedOn())
		if e.Key != nil {
			q.Where("key = ?", *e.Key)
		}
		if _, err := q.Exec(c.ctx); err != nil {
			return err
		}
	}
	return nil
}

// promise promises to tell whoever wants to know of an entry, and the end of a solution that
// nobody answers.
func (c *Change) promise() error {
	var all []outbox.Promise
	for _, a := range c.added {
		e := a.entry
		of := outbox.Promise{Payload: Ref{e.Ticket, e.Seq}, Ticket: e.Ticket}
		if wait, ends := untilAutoClose[e.Kind]; ends {
			// No key: a newer proposal starts its own wait, and may not inherit the time of an older one.
			of.Kind, of.Due = JobAutoClose, e.At.Add(wait)
			all = append(all, of)
		}
		of.Kind, of.Due = JobEntry, e.At
		all = append(all, of)
	}
	return outbox.Put(c.ctx, c.tx, c.added[0].entry.At, all...)
}

var untilAutoClose = map[Kind]time.Duration{Solved: SilenceBeforeWarning, Warned: SilenceBeforeClosing}
