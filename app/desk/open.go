package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// Question is what starts a ticket.
type Question struct {
	Topic, Subject string
	Message
	Name   string // a guest's, as typed
	Locale string // of the request

	Network string // keyed hash of where a guest wrote from
}

// Open starts a ticket of who with its first entry. The same key gives the
// same ticket again.
func (d *Desk) Open(ctx context.Context, who Person, q Question) (*Ticket, Entry, error) {
	if err := q.clean(); err != nil {
		return nil, Entry{}, err
	}
	t, e, err := d.open(ctx, who, q)
	if errors.Is(err, errKeyTaken) { // a parallel request was first: read what it stored
		t, e, err = d.open(ctx, who, q)
	}
	return t, e, err
}

// OpenFor starts a ticket for a canonical address that nobody has proven: its
// person is made if need be, and learns by mail.
func (d *Desk) OpenFor(ctx context.Context, email string, q Question) (*Ticket, Entry, error) {
	return d.Open(ctx, Person{Email: email, Proof: ProofNone}, q)
}

func (d *Desk) open(ctx context.Context, who Person, q Question) (t *Ticket, e Entry, err error) {
	sent := q.sent("open", q.Topic, q.Subject)
	err = d.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if who.ID == 0 && who.Email != "" { // made in here, so that a refused question leaves nobody behind
			if who, err = Know(ctx, tx, who.Email, d.now()); err != nil {
				return err
			}
			who.Proof = ProofNone
		}
		if e, err = sent.before(ctx, tx, who, 0); err != nil {
			return err
		} else if e.Seq > 0 {
			t, err = find(ctx, tx, who, e.Ticket)
			return err
		}
		if err := q.about(ctx, tx); err != nil {
			return err
		}
		if t, err = d.number(ctx, tx, who, q); err != nil {
			return err
		}
		e = Entry{Kind: Opened, Body: q.Body, Data: q.data(q.Subject + "\n" + q.Body)}
		if err := e.claim(ctx, tx, who, 0, sent.uploads); err != nil {
			return err
		}
		e.Key, e.KeyHash = sent.columns()
		return d.store(ctx, tx, who, t, &e)
	})
	if err == nil && !e.Again {
		d.ring(t)
	}
	return t, e, err
}

// about checks that the topic exists.
func (q Question) about(ctx context.Context, tx bun.Tx) error {
	known, err := tx.NewSelect().Model((*Theme)(nil)).Where("id = ?", q.Topic).Exists(ctx)
	if err == nil && !known {
		err = fault.Mend("topic", "desk.topic.empty")
	}
	return err
}

// number stores an empty ticket under a free number: 8 random digits, so that
// it tells nothing of how many there are.
func (d *Desk) number(ctx context.Context, tx bun.Tx, who Person, q Question) (*Ticket, error) {
	now := db.Time(d.now())
	t := &Ticket{
		RequesterID: who.ID, Subject: q.Subject, Topic: q.Topic, Status: StatusNew, Priority: "normal",
		Proof: who.Proof, Name: q.Name, Locale: q.Locale, Network: q.Network, UpdatedAt: now, PublicAt: now, CreatedAt: now,
	}
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(90_000_000))
		if err != nil {
			return nil, err
		}
		t.Number = 10_000_000 + n.Int64()
		free, err := db.Changed(tx.NewInsert().Model(t).On("CONFLICT (number) DO NOTHING").Returning("NULL").Exec(ctx))
		if err != nil {
			return nil, err
		}
		if free {
			return t, nil
		}
	}
}

// Problems are the faults of all fields together, so that a person mends them
// in one go. That the topic exists is checked when the ticket is stored.
func (q Question) Problems() (faults []error) {
	for _, check := range q.checks() {
		if err := check(); err != nil {
			faults = append(faults, err)
		}
	}
	return faults
}

// clean tidies the fields, or returns the first fault.
func (q *Question) clean() error {
	for _, check := range q.checks() {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checks tidy and check one field each, in the order of the form.
func (q *Question) checks() []func() error {
	return []func() error{
		func() error { return Line("name", &q.Name, MaxName, false) },
		func() error { return Line("topic", &q.Topic, MaxName, true) },
		func() error { return Line("subject", &q.Subject, MaxSubject, true) },
		func() (err error) {
			if Blank(q.Body) {
				return fault.Mend("body", "desk.question.empty")
			}
			q.Message, err = q.Message.clean()
			return err
		},
	}
}
