package desk

import (
	"context"
	"crypto/rand"
	"math/big"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

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

// Open starts a ticket of the actor with its first entry. The same key gives the
// same ticket again.
func (d *Desk) Open(ctx context.Context, actor Actor, q Question) (*Ticket, Entry, error) {
	if err := q.clean(); err != nil {
		return nil, Entry{}, err
	}
	var t *Ticket
	entries, err := d.Change(ctx, actor, nil, func(c *Change) (err error) {
		t, err = c.open(q)
		return err
	})
	if err != nil {
		return nil, Entry{}, err
	}
	return t, entries[0], nil
}

// OpenFor starts a ticket for a canonical address that nobody has proven: its
// person is made if need be, and learns by mail.
func (d *Desk) OpenFor(ctx context.Context, email string, q Question) (*Ticket, Entry, error) {
	return d.Open(ctx, Unproven(email), q)
}

// open adds a ticket with its first entry, or finds the one that the same request opened.
func (c *Change) open(q Question) (*Ticket, error) {
	sent := q.sent("open", q.Topic, q.Subject)
	if err := c.knowActor(); err != nil {
		return nil, err
	}
	if again, err := c.repeats(sent, 0); err != nil {
		return nil, err
	} else if again {
		return c.Ticket(c.again.Ticket)
	}
	if err := q.about(c.ctx, c.tx); err != nil {
		return nil, err
	}
	t, err := c.number(q)
	if err == nil {
		c.Add(t, Entry{Kind: Opened, Body: q.Body, Data: q.data(q.Subject+"\n"+q.Body, c.desk.IDs)})
	}
	return t, err
}

// knowActor makes the person of an address that nobody has proven: in here, so
// that a refused question leaves nobody behind.
func (c *Change) knowActor() (err error) {
	if c.actor.ID != 0 || c.actor.Email == "" {
		return nil
	}
	c.actor.Person, err = Know(c.ctx, c.tx, c.actor.Email, c.desk.now())
	return err
}

// about checks that the topic exists.
func (q Question) about(ctx context.Context, tx bun.Tx) error {
	known, err := tx.NewSelect().Model((*Topic)(nil)).Where("id = ?", q.Topic).Exists(ctx)
	if err == nil && !known {
		err = fault.Mend("topic", "desk.topic.empty")
	}
	return err
}

// number stores an empty ticket under a free number: 8 random digits, so that
// it tells nothing of how many there are.
func (c *Change) number(q Question) (*Ticket, error) {
	now := db.Time(c.desk.now())
	t := &Ticket{
		RequesterID: c.actor.ID, Subject: q.Subject, Topic: q.Topic, Status: StatusNew, Priority: "normal",
		Proof: c.actor.Proof, Name: q.Name, Locale: q.Locale, Network: q.Network, UpdatedAt: now, PublicAt: now, CreatedAt: now,
	}
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(90_000_000))
		if err != nil {
			return nil, err
		}
		t.Number = 10_000_000 + n.Int64()
		free, err := db.Changed(c.tx.NewInsert().Model(t).On("CONFLICT (number) DO NOTHING").Returning("NULL").Exec(c.ctx))
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

// Topic is what a ticket may be about: a row of table topics, in both languages.
type Topic struct {
	bun.BaseModel `bun:"table:topics"`

	ID       string `bun:",pk"`
	Position int
	ES, EN   string
}

// In is its name in a language.
func (t Topic) In(locale string) string {
	if locale == "en" {
		return t.EN
	}
	return t.ES
}

type topicsShape struct{}

// Topics are what a new ticket may be about, in order. The last is always valid.
func (d *Desk) Topics(ctx context.Context) ([]Topic, error) {
	var topics []Topic
	err := d.db.Kept(topicsShape{}, func(*db.Places) schema.QueryAppender {
		return d.db.Read.NewSelect().Model((*Topic)(nil)).Order("position")
	}).Scan(ctx, nil, &topics)
	return topics, err
}
