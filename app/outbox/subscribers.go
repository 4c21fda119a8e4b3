package outbox

import (
	"context"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Handlers are what one subscriber does, by kind of job.
type Handlers map[string]Handler

// Subscribers are those who do jobs, by name. A name is stored with what its
// bearer has still to do, so it stays the same from one program to the next.
type Subscribers map[string]Handlers

// of names those who do a job: the one whose part it is, or all that know its kind.
func (s Subscribers) of(job Job) (names []string) {
	for name, handlers := range s {
		if handlers[job.Kind] != nil && (job.Subscriber == "" || job.Subscriber == name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// handle does a job that one subscriber has to do. What several have is theirs
// to share first.
func (s Subscribers) handle(ctx context.Context, job Job) error {
	switch names := s.of(job); len(names) {
	case 0:
		return Never(errors.New("nothing here does this kind of job"))
	case 1:
		return s[names[0]][job.Kind](ctx, job)
	default:
		return shared(names)
	}
}

// shared is the verdict on a fact: each of these names has a part of it.
type shared []string

func (shared) Error() string { return "shared" }

// share puts a job for each name in place of a fact. If the fact was put again
// since it was claimed, it is shared with what that put brought.
func (b *Box) share(ctx context.Context, fact *Job, names []string) error {
	key := fact.ID
	if fact.Key != nil {
		key = *fact.Key
	}
	ours := false
	err := b.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		ours, err = db.Changed(tx.NewRaw("DELETE FROM jobs WHERE id = ? AND lease_until = ? AND rounds = ?",
			fact.ID, fact.LeaseUntil, fact.Rounds).Exec(ctx))
		if err != nil || !ours {
			return err
		}
		var parts []Promise
		for _, name := range names {
			parts = append(parts, Promise{Kind: fact.Kind, Key: key + "/" + name, Payload: Raw(fact.Payload), Ticket: fact.Ticket, subscriber: name})
		}
		return Put(ctx, tx, b.now(), parts...)
	})
	if err == nil && !ours {
		err = b.again(ctx, fact)
	}
	b.Wake()
	return err
}
