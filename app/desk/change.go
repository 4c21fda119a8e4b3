package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// errSame is a rule's way to say that what was asked for is so already.
var errSame = errors.New("nothing to do")

// Change is one transaction over tickets that nobody else changes meanwhile. It
// collects the entries that they get, and stores them when all are decided.
type Change struct {
	ctx   context.Context
	tx    bun.Tx
	desk  *Desk
	actor Actor
	sent  sent       // names the request; its key and uploads are the last entry's
	looks bool       // for what the same request stored before: most come once, so only after a refusal
	again *Entry     // that
	added []addition // in order
	found map[int64]*Ticket
}

// addition is an entry and the ticket that gets it.
type addition struct {
	ticket *Ticket
	entry  *Entry
}

// Change lets decide add entries to tickets, whose numbers it locks first. All
// of them are stored, in order, or none; after the commit it rings. It returns
// what was stored, or what the same request had stored before. decide may run
// twice, and writes nothing outside of the transaction.
func (d *Desk) Change(ctx context.Context, actor Actor, numbers []int64, decide func(*Change) error) ([]Entry, error) {
	c, err := d.tryChange(ctx, actor, numbers, decide, false)
	if err != nil && c != nil && c.sent.key != "" { // it may have come before, or in parallel
		c, err = d.tryChange(ctx, actor, numbers, decide, true)
	}
	if err != nil {
		return nil, err
	}
	return c.finish(), nil
}

func (d *Desk) tryChange(ctx context.Context, actor Actor, numbers []int64, decide func(*Change) error, looks bool) (c *Change, err error) {
	err = d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		c = &Change{ctx: ctx, tx: tx, desk: d, actor: actor, looks: looks, found: map[int64]*Ticket{}}
		for _, number := range slices.Compact(slices.Sorted(slices.Values(numbers))) { // in one order, or two changes wait for each other
			if err := lock(ctx, tx, number); err != nil {
				return err
			}
		}
		if err := decide(c); err != nil {
			return err
		}
		return c.store()
	})
	return c, err
}

// add is a Change of one ticket by the entry that a rule makes of it. What was
// sent before under the same key is given again; a wish that is already
// fulfilled gives an entry without Seq.
func (d *Desk) add(ctx context.Context, actor Actor, number int64, sent sent, rule func(*Ticket) (Entry, error)) (Entry, error) {
	entries, err := d.Change(ctx, actor, []int64{number}, func(c *Change) error {
		t, err := c.Ticket(number)
		if err != nil {
			return err
		}
		if again, err := c.repeats(sent, number); again || err != nil {
			return err
		}
		e, err := rule(t)
		if err != nil {
			return err
		}
		if err := c.takeUnassigned(t, e); err != nil {
			return err
		}
		c.Add(t, e)
		return nil
	})
	switch {
	case errors.Is(err, errSame):
		return Entry{Ticket: number}, nil
	case err != nil:
		return Entry{}, fmt.Errorf("ticket %d: %w", number, err)
	}
	return entries[len(entries)-1], nil
}

// lock lets the writers of one ticket queue, on both engines. It comes first in
// their transactions: whoever held another row already could lock out who holds
// the ticket.
func lock(ctx context.Context, tx bun.Tx, number int64) error {
	return db.LockRow(ctx, tx, "tickets", "number", number)
}

// Ticket is one of the locked tickets, if the actor may see it.
func (c *Change) Ticket(number int64) (t *Ticket, err error) {
	if t = c.found[number]; t == nil {
		if t, err = findTicket(c.ctx, c.tx, c.actor, number); err == nil {
			c.found[number] = t
		}
	}
	return t, err
}

// Add gives t one more entry, after all that were added before.
func (c *Change) Add(t *Ticket, e Entry) { c.added = append(c.added, addition{t, &e}) }

// repeats tells whether the request came before, where the change looks for that; if
// not, the change is its answer.
func (c *Change) repeats(sent sent, number int64) (bool, error) {
	c.sent = sent
	if err := sent.check(); err != nil || !c.looks {
		return false, err
	}
	e, err := sent.before(c.ctx, c.tx, c.actor, number)
	if e.Seq > 0 {
		c.again = &e
	}
	return e.Seq > 0, err
}

// store makes the entries what they will be, and writes them with all that hangs on them.
func (c *Change) store() error {
	for i, a := range c.added {
		before := *a.ticket
		c.stamp(a.ticket, a.entry)
		if err := c.group(&before, a.entry); err != nil {
			return err
		}
		if i == len(c.added)-1 {
			a.entry.Key, a.entry.KeyHash = c.sent.columns()
			if err := c.attachUploads(a.entry, c.sent.uploads); err != nil {
				return err
			}
		}
		a.ticket.remember(a.entry)
	}
	if len(c.added) == 0 {
		return nil
	}
	if c.sent.charge != nil {
		if err := c.sent.charge(c.ctx, c.tx); err != nil {
			return err
		}
	}
	for _, step := range c.steps() {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// finish rings for what was stored, and returns it.
func (c *Change) finish() []Entry {
	if c.again != nil {
		return []Entry{*c.again}
	}
	var stored []Entry
	for _, a := range c.added {
		stored = append(stored, *a.entry)
		c.desk.bell.Ring(a.ticket.topics()...)
	}
	if len(stored) > 0 {
		c.desk.box.Wake()
	}
	return stored
}

// ignoreNoChange forgives what needs no more doing: it is so already, or the ticket is gone.
func ignoreNoChange(err error) error {
	if errors.Is(err, errSame) || fault.Of(err).Kind == fault.Unknown {
		return nil
	}
	return err
}
