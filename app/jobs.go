package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hilo/app/outbox"
	"hilo/db"
)

// GivenUpJob is one that failed for 72 hours, or for good at once.
type GivenUpJob struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Ticket    int64      `json:"ticket,omitempty"` // that it is about
	GivenUpAt time.Time  `json:"given_up_at"`
	Tries     int        `json:"tries"`
	Why       string     `json:"why"`
	Spent     bool       `json:"spent"` // of no use any more: it goes by itself
	DroppedAt *time.Time `json:"dropped_at,omitempty"`
}

// GivenUpJobs are what waits for a decision, and what was dropped in the last 30 days.
type GivenUpJobs []GivenUpJob

func (all GivenUpJobs) String() string {
	if len(all) == 0 {
		return "nothing was given up\n"
	}
	var b strings.Builder
	for _, j := range all {
		fmt.Fprintf(&b, "%s  %s", j.ID, j.Kind)
		if j.Ticket != 0 {
			fmt.Fprintf(&b, ", ticket %d", j.Ticket)
		}
		fmt.Fprintf(&b, ", given up %s after %d failed tries", stamp(j.GivenUpAt), j.Tries)
		switch {
		case j.DroppedAt != nil:
			fmt.Fprintf(&b, ", dropped %s", stamp(*j.DroppedAt))
		case j.Spent:
			b.WriteString(", of no use by now")
		}
		fmt.Fprintf(&b, "\n  %s\n", j.Why)
	}
	return b.String()
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// GivenUp lists what was given up, at most 500.
func GivenUp(ctx context.Context, cfg Config) (GivenUpJobs, error) {
	list := GivenUpJobs{}
	err := besideJobs(ctx, cfg, func(box *outbox.Box) error {
		jobs, err := box.Dead(ctx)
		for _, j := range jobs {
			shown := GivenUpJob{ID: j.ID, Kind: j.Kind, Ticket: j.Ticket, GivenUpAt: j.DeadAt, Tries: j.Tries, Why: j.LastError, Spent: box.IsSpent(j.Kind)}
			if !j.DroppedAt.IsZero() {
				shown.DroppedAt = &j.DroppedAt
			}
			list = append(list, shown)
		}
		return err
	})
	return list, err
}

// RetryJobs has a given up job done again, or outbox.All. Out: what came of it, in a sentence.
func RetryJobs(ctx context.Context, cfg Config, id string) (said string, err error) {
	err = besideJobs(ctx, cfg, func(box *outbox.Box) error {
		n, err := box.Retry(ctx, id)
		said = fmt.Sprintf("%d done again within half a minute where Hilo is served, else once it is", n)
		return explained(id, err)
	})
	return said, err
}

// DropJobs drops a given up job, or outbox.All. Out: what came of it, in a sentence.
func DropJobs(ctx context.Context, cfg Config, id string) (said string, err error) {
	err = besideJobs(ctx, cfg, func(box *outbox.Box) error {
		n, err := box.Drop(ctx, id)
		said = fmt.Sprintf("%d dropped: for 30 days hilo jobs retry ID takes that back", n)
		return explained(id, err)
	})
	return said, err
}

// explained words why a job stays as it is.
func explained(id string, err error) error {
	switch {
	case db.Missing(err):
		return fmt.Errorf("there is no given up job %s to decide on: hilo jobs lists them", id)
	case errors.Is(err, outbox.ErrSpent):
		return fmt.Errorf("job %s is of no use by now, whom it was for has asked anew: it goes by itself after 30 days, or drop it", id)
	}
	return err
}

// besideJobs lets do at the jobs of an installation, also while it is served.
func besideJobs(ctx context.Context, cfg Config, do func(*outbox.Box) error) error {
	if err := cfg.installed(); err != nil {
		return err
	}
	a, err := beside(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a.Box)
}
