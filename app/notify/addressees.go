package notify

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
)

// addressee is what the payloads of our jobs say of whom they are for.
type addressee struct {
	Person, PersonID, Admin int64
	Challenge               string
}

func (a addressee) person() int64 { return max(a.Person, a.PersonID, a.Admin) }

// Addressees are the addresses that jobs would have reached, by the jobs' ids. Nobody's, and
// those of people who are gone, are left out.
func (n *Notifier) Addressees(ctx context.Context, jobs []outbox.Job) (map[string]string, error) {
	to, people, challenges := map[string]addressee{}, []int64{0}, []string{""}
	for _, job := range jobs {
		var a addressee
		if job.Into(&a) == nil {
			to[job.ID], people, challenges = a, append(people, a.person()), append(challenges, a.Challenge)
		}
	}
	var persons []struct {
		ID    int64
		Email string
	}
	err := n.db.Read.NewRaw("SELECT id, email FROM people WHERE id IN (?)", bun.List(people)).Scan(ctx, &persons)
	if err != nil {
		return nil, err
	}
	var asked []struct{ ID, Email string }
	err = n.db.Read.NewRaw("SELECT id, email FROM challenges WHERE id IN (?)", bun.List(challenges)).Scan(ctx, &asked)
	if err != nil {
		return nil, err
	}
	byPerson, byChallenge := map[int64]string{}, map[string]string{}
	for _, p := range persons {
		byPerson[p.ID] = p.Email
	}
	for _, c := range asked {
		byChallenge[c.ID] = c.Email
	}
	emails := map[string]string{}
	for id, a := range to {
		if email := byPerson[a.person()] + byChallenge[a.Challenge]; email != "" {
			emails[id] = email
		}
	}
	return emails, nil
}
