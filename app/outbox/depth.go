package outbox

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// Depth is how much of a kind is still to be done.
type Depth struct {
	Kind    string
	Open    int
	Oldest  time.Duration // that one of them could have been done for; 0: none could yet
	GivenUp int           // and somebody has to decide on
}

// Depths are those of all kinds of which there are jobs.
func (b *Box) Depths(ctx context.Context) (all []Depth, err error) {
	var rows []struct {
		Kind          string
		Open, GivenUp int
		Since         bun.NullTime
	}
	err = b.db.Read.NewRaw(`SELECT kind, sum(CASE WHEN dead_at IS NULL THEN 1 ELSE 0 END) AS open, sum(CASE WHEN dead_at IS NULL OR dropped_at IS NOT NULL OR kind IN (?) THEN 0 ELSE 1 END) AS given_up,
		min(CASE WHEN dead_at IS NULL THEN created_at END) AS since FROM jobs GROUP BY kind ORDER BY kind`, b.spent()).Scan(ctx, &rows)
	for _, r := range rows {
		d := Depth{Kind: r.Kind, Open: r.Open, GivenUp: r.GivenUp}
		if !r.Since.IsZero() {
			d.Oldest = max(0, b.now().Sub(r.Since.Time))
		}
		all = append(all, d)
	}
	return all, err
}
