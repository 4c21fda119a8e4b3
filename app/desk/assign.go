package desk

import (
	"context"

	"hilo/app/fault"
	"hilo/db"
)

// Assign gives the ticket to the agent with that canonical address; empty
// gives it to nobody.
func (d *Desk) Assign(ctx context.Context, actor Actor, number int64, email string) (Entry, error) {
	var to *Person
	if email != "" {
		to = new(Person)
		err := d.db.Read.NewSelect().Model(to).Where("email = ?", email).Where("role <> ''").Scan(ctx)
		if db.Missing(err) {
			return Entry{}, fault.Mend("assignee", "desk.assignee.unknown")
		} else if err != nil {
			return Entry{}, err
		}
	}
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return assign(t, actor, to) })
}

func assign(t *Ticket, actor Actor, to *Person) (Entry, error) {
	if err := actor.need(WorkTickets); err != nil {
		return Entry{}, err
	}
	if to == nil {
		if t.AssigneeID == nil {
			return Entry{}, errSame
		}
		t.AssigneeID, t.Assignee = nil, nil
		return Entry{Kind: Assigned}, nil
	}
	if t.RequesterID == to.ID { // nobody works on their own ticket
		return Entry{}, fault.Mend("assignee", "desk.assignee.own")
	}
	if t.AssigneeID != nil && *t.AssigneeID == to.ID {
		return Entry{}, errSame
	}
	t.AssigneeID, t.Assignee = &to.ID, to
	return Entry{Kind: Assigned, Data: Data{Assignee: to.FirstName(), Own: to.ID == actor.ID}}, nil
}

// takeUnassigned: who answers a ticket of nobody first has it from now on. That is an
// entry of its own, before the answer, for customers never hear of it.
func (c *Change) takeUnassigned(t *Ticket, answer Entry) error {
	if !c.desk.FirstOwns || t.AssigneeID != nil || c.actor.ID == 0 || !c.actor.AtDesk() || !answer.Kind.Public() || !answer.says() {
		return nil
	}
	e, err := assign(t, c.actor, &c.actor.Person)
	if err == nil {
		c.Add(t, e)
	}
	return err
}

// Staff lists who may be assigned, by name.
func (d *Desk) Staff(ctx context.Context) ([]Person, error) {
	var people []Person
	err := d.db.Read.NewSelect().Model(&people).Where("role <> ''").Order("name", "email").Scan(ctx)
	return people, err
}
