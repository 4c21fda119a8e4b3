package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

// All stands for the id of each dead job that nobody decided on yet.
const All = "all"

// ErrNone: there is no such dead job to decide on; db.Missing knows it too.
var ErrNone = fmt.Errorf("no such job: %w", sql.ErrNoRows)

// ErrSpent: what the job would send is of no use any more.
var ErrSpent = errors.New("it is of no use by now")

// most is how many dead jobs are listed.
const most = 500

// Dead lists the jobs that were given up, at most 500: first those that nobody decided on yet,
// then the dropped, each newest first.
func (b *Box) Dead(ctx context.Context) ([]Job, error) {
	var jobs []Job
	err := b.db.Read.NewSelect().Model(&jobs).Where("dead_at IS NOT NULL").
		OrderExpr("dropped_at IS NOT NULL, dead_at DESC, id").Limit(most).Scan(ctx)
	return jobs, err
}

// IsSpent tells whether a dead job of that kind is of no use any more.
func (b *Box) IsSpent(kind string) bool { return slices.Contains(b.Spent, kind) }

// spent are those kinds, for IN, and one that none is.
func (b *Box) spent() any { return bun.List(append([]string{""}, b.Spent...)) }

// Undecided counts the dead jobs that somebody has to decide on: spent ones go by themselves.
func (b *Box) Undecided(ctx context.Context) (n int, err error) {
	err = b.db.Read.NewRaw("SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL AND dropped_at IS NULL AND NOT kind IN (?)", b.spent()).Scan(ctx, &n)
	return n, err
}

// keepDropped is how long a dropped job may be looked at and revived, and a spent one be looked at.
const keepDropped = 30 * 24 * time.Hour

// Purge deletes what was dropped long ago, and what is spent for as long. What else was given
// up stays until somebody decides.
func (b *Box) Purge(ctx context.Context) error {
	long := db.Time(b.now().Add(-keepDropped))
	_, err := b.db.Exec(ctx, "DELETE FROM jobs WHERE dropped_at < ? OR dead_at < ? AND kind IN (?)", long, long, b.spent())
	return err
}

// Retry revives a dead job, dropped or not, or All: they go at once and have all their tries
// again. Out: how many; ErrNone, ErrSpent.
func (b *Box) Retry(ctx context.Context, id string) (int, error) {
	now := db.Time(b.now())
	n, err := b.decide(ctx, id, "UPDATE jobs SET dead_at = NULL, dropped_at = NULL, tries = 0, due_at = ?, created_at = ? WHERE NOT kind IN (?)", now, now, b.spent())
	if db.Missing(err) {
		if spent, failed := b.db.Read.NewSelect().Table("jobs").Where("id = ? AND dead_at IS NOT NULL", id).Exists(ctx); failed != nil || spent {
			err = errors.Join(failed, ErrSpent)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("retry job %s: %w", id, err)
	}
	b.Wake()
	return n, nil
}

// Drop lets a dead job be, or All; for a month it may still be revived. Out: how many; ErrNone.
func (b *Box) Drop(ctx context.Context, id string) (int, error) {
	n, err := b.decide(ctx, id, "UPDATE jobs SET dropped_at = ? WHERE dropped_at IS NULL", db.Time(b.now()))
	if err != nil {
		return 0, fmt.Errorf("drop job %s: %w", id, err)
	}
	return n, nil
}

// decide runs a statement on a dead job, or on all that nobody decided on yet.
func (b *Box) decide(ctx context.Context, id, query string, args ...any) (n int, err error) {
	if query += " AND dead_at IS NOT NULL"; id == All {
		query += " AND dropped_at IS NULL"
	} else {
		query, args = query+" AND id = ?", append(args, id)
	}
	result, err := b.db.Exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	changed, err := result.RowsAffected()
	if err == nil && changed == 0 && id != All {
		err = ErrNone
	}
	return int(changed), err
}
