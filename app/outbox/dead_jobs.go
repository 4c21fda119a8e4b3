package outbox

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"hilo/db"
)

// Dead lists the jobs that were given up, newest first, at most 500.
func (b *Box) Dead(ctx context.Context) ([]Job, error) {
	var jobs []Job
	err := b.db.Read.NewSelect().Model(&jobs).Where("dead_at IS NOT NULL").Order("dead_at DESC", "id").Limit(500).Scan(ctx)
	return jobs, err
}

// keepDead is how long a dead job may be looked at and revived.
const keepDead = 30 * 24 * time.Hour

// Purge deletes the jobs that have been dead for long.
func (b *Box) Purge(ctx context.Context) error {
	_, err := b.db.Exec(ctx, "DELETE FROM jobs WHERE dead_at < ?", db.Time(b.now().Add(-keepDead)))
	return err
}

// Retry revives a dead job: it goes at once and has all its tries again. Where
// there is none with that id, db.Missing knows the error.
func (b *Box) Retry(ctx context.Context, id string) error {
	now := db.Time(b.now())
	alive, err := db.Changed(b.db.Exec(ctx, `UPDATE jobs SET dead_at = NULL, tries = 0, due_at = ?, created_at = ?
		WHERE id = ? AND dead_at IS NOT NULL`, now, now, id))
	if err == nil && !alive {
		err = sql.ErrNoRows
	}
	if err != nil {
		return fmt.Errorf("retry job %s: %w", id, err)
	}
	b.Wake()
	return nil
}
