package desk

import "context"

// Rename corrects the subject of the actor's own ticket, in whatever status: that one
// stays, for a better heading asks for no answer. What it was before stays in the
// entry. Faults: those of a subject.
func (d *Desk) Rename(ctx context.Context, actor Actor, number int64, subject string) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return rename(t, actor, subject) })
}

func rename(t *Ticket, actor Actor, subject string) (Entry, error) {
	if err := actor.need(DecideTickets); err != nil {
		return Entry{}, err
	}
	if err := Line("subject", &subject, MaxSubject, true); err != nil {
		return Entry{}, err
	}
	if subject == t.Subject {
		return Entry{}, errSame
	}
	e := Entry{Kind: Renamed, Data: Data{Was: t.Subject}}
	t.Subject = subject
	t.prove(actor.Proof)
	return e, nil
}
