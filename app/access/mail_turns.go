package access

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// JobTurn is the job that lets waiting mails go, each when an hour affords one
// more; Turn does it.
const JobTurn = "turn"

// turn is a mail that waits. Networks take turns, one mail in each round, and
// within a network so do the domains: who sends many waits behind who sends one.
type turn struct {
	bun.BaseModel `bun:"table:turns"`

	ID      string `bun:",pk"`
	Kind    string
	Payload string
	Ticket  int64
	Network string
	Round   int64
	Domain  string
	Place   int64
	Until   time.Time `bun:",nullzero"`
	AskedAt time.Time
}

// Turns let mails to mailboxes that never proved themselves go one after the other.
type Turns struct{ ground }

// MayLeave tells whether the mail of a job goes now. Mailboxes that proved
// themselves wait for nobody; what goes to others is bounded in all, and late
// rather than dropped. Then the job is done, and another takes its place when it
// is its turn, unless that is after until. network is the hash of who caused it.
func (turns *Turns) MayLeave(ctx context.Context, tx bun.Tx, job outbox.Job, to Newcomer, network string, until time.Time) (bool, error) {
	if job.Tries > 0 || job.Key != nil && strings.HasPrefix(*job.Key, JobTurn) {
		return true, nil // it had its turn
	}
	proven, err := tx.NewSelect().Table("people").Where("email = ? AND proven_at IS NOT NULL", to.Email).Exists(ctx)
	if err != nil || proven {
		return proven, err
	}
	waiting, err := tx.NewSelect().Table("turns").Exists(ctx)
	if err != nil {
		return false, err
	}
	rule := newcomerMails.With(turns.budgets.Newcomers)
	if !waiting {
		if ok, err := turns.limits.AllowIn(ctx, tx, rule, ""); err != nil || ok {
			return ok, err
		}
	}
	_, domain, _ := strings.Cut(to.Email, "@")
	t := &turn{ID: rand.Text(), Kind: job.Kind, Payload: job.Payload, Ticket: job.Ticket, Network: network, Domain: domain, Until: until, AskedAt: db.Time(turns.now())}
	if err := t.queue(ctx, tx); err != nil {
		return false, err
	}
	return false, outbox.Put(ctx, tx, turns.now(), outbox.Promise{Kind: JobTurn, Key: JobTurn, Due: turns.now().Add(rule.Every())})
}

// queue finds the place of t: one round after its network's last, or in the
// round that is on; and so within its network, one after its domain's last.
func (t *turn) queue(ctx context.Context, tx bun.Tx) error {
	err := tx.NewRaw(`SELECT
			coalesce((SELECT max(round) + 1 FROM turns WHERE network = ?), (SELECT min(round) FROM turns), 0),
			coalesce((SELECT max(place) + 1 FROM turns WHERE network = ? AND domain = ?), (SELECT min(place) FROM turns WHERE network = ?), 0)`,
		t.Network, t.Network, t.Domain, t.Network).Scan(ctx, &t.Round, &t.Place)
	if err != nil {
		return err
	}
	_, err = tx.NewInsert().Model(t).Exec(ctx)
	return err
}

// Turn lets as many waiting mails go as there is budget for, and comes again for
// the rest.
func (turns *Turns) Turn(ctx context.Context, _ outbox.Job) error {
	for {
		left, err := turns.next(ctx)
		if err != nil {
			return err
		}
		switch left {
		case nobody:
			return nil
		case tooMany:
			return outbox.Later(turns.now().Add(newcomerMails.With(turns.budgets.Newcomers).Every()))
		}
		turns.box.Wake()
	}
}

// What came of the next one's turn.
const (
	gone = iota
	nobody
	tooMany
)

func (turns *Turns) next(ctx context.Context) (left int, err error) {
	err = turns.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		left = gone
		first, t, err := turns.pick(ctx, tx)
		if db.Missing(err) {
			left = nobody
			return nil
		} else if err != nil {
			return err
		}
		if ok, err := turns.limits.AllowIn(ctx, tx, newcomerMails.With(turns.budgets.Newcomers), ""); err != nil || !ok {
			left = tooMany
			return err
		}
		if _, err := tx.NewRaw("UPDATE turns SET round = ? WHERE id = ?", t.Round, first.ID).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model(t).WherePK().Exec(ctx); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, turns.now(), outbox.Promise{Kind: t.Kind, Key: JobTurn + "/" + t.ID, Payload: outbox.Raw(t.Payload), Ticket: t.Ticket})
	})
	return left, err
}

// pick is who is next: of the network whose round it is, the mail whose place it
// is. The first of that network takes over its round.
func (turns *Turns) pick(ctx context.Context, tx bun.Tx) (first, chosen *turn, err error) {
	if _, err := tx.NewDelete().Model((*turn)(nil)).Where("until <= ?", db.Time(turns.now())).Exec(ctx); err != nil {
		return nil, nil, err
	}
	first, chosen = new(turn), new(turn)
	if err := tx.NewSelect().Model(first).Order("round", "asked_at", "id").Limit(1).Scan(ctx); err != nil {
		return nil, nil, err
	}
	err = tx.NewSelect().Model(chosen).Where("network = ?", first.Network).Order("place", "asked_at", "id").Limit(1).Scan(ctx)
	return first, chosen, err
}

// Handlers are the jobs that access does itself.
func (auth *Auth) Handlers() outbox.Handlers { return outbox.Handlers{JobTurn: auth.Turns.Turn} }

// ForgetTicket drops within tx the mails about a ticket that wait.
func ForgetTicket(ctx context.Context, tx bun.Tx, ticket int64) error {
	_, err := tx.NewDelete().Model((*turn)(nil)).Where("ticket = ?", ticket).Exec(ctx)
	return err
}
