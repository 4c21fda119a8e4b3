// Package assets keeps the style, scripts and icons that pages of other programs ask for: of
// the one before an upgrade, or of a node that was upgraded first. A page that stands open
// fetches parts of its script when they are wanted, by names that its own program made.
package assets

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
	"hilo/static"
)

// life is how long files stay that no running program has any more.
const life = 7 * 24 * time.Hour

// Store are the files of all programs that use a database.
type Store struct {
	DB  *db.DB
	Now func() time.Time
}

type asset struct {
	bun.BaseModel `bun:"table:assets,alias:a"`

	Name   string `bun:",pk"`
	Body   []byte
	SeenAt time.Time
}

// Keep stores what this program has, says that it is in use, and drops what has not been for a
// week. It is called at each start, and each hour.
func (s *Store) Keep(ctx context.Context) error {
	ours, now := static.Files(), db.Time(s.Now())
	if len(ours) == 0 {
		return nil // never built
	}
	names := slices.Sorted(maps.Keys(ours))
	var there []string
	if err := s.DB.Read.NewSelect().Model((*asset)(nil)).Column("name").Where("name IN (?)", bun.List(names)).Scan(ctx, &there); err != nil {
		return err
	}
	var fresh []asset
	for _, name := range names {
		if !slices.Contains(there, name) {
			fresh = append(fresh, asset{Name: name, Body: ours[name], SeenAt: now})
		}
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if len(fresh) > 0 {
			if _, err := tx.NewInsert().Model(&fresh).On("CONFLICT (name) DO NOTHING").Exec(ctx); err != nil {
				return err
			}
		}
		if _, err := tx.NewUpdate().Model((*asset)(nil)).Set("seen_at = ?", now).Where("name IN (?)", bun.List(names)).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewDelete().Model((*asset)(nil)).Where("seen_at < ?", now.Add(-life)).Exec(ctx)
		return err
	})
}

var hashed = regexp.MustCompile(`^[\w-]{1,40}-[A-Z0-9]{8}\.\w{1,4}$`)

// Open gives a file of another program; nil: there is none of that name.
func (s *Store) Open(ctx context.Context, name string) ([]byte, error) {
	if !hashed.MatchString(name) {
		return nil, nil
	}
	var body []byte
	err := s.DB.Read.NewSelect().Model((*asset)(nil)).Column("body").Where("name = ?", name).Scan(ctx, &body)
	if db.Missing(err) {
		return nil, nil
	}
	return body, err
}
