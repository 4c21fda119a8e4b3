package db

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// mark says that a migration is in the database.
type mark struct {
	bun.BaseModel `bun:"table:migrations"`

	Number string `bun:",pk"`
	Lives  string // as the migration says it, for programs that do not know it
}

func marked(marks []mark, number string) bool {
	return slices.ContainsFunc(marks, func(m mark) bool { return m.Number == number })
}

// marks are those of the database, as they are or as an older program left them.
func (d *DB) marks(ctx context.Context, known []migration) (all []mark, err error) {
	if kept, err := d.has(ctx, "migrations", "number"); err != nil {
		return nil, err
	} else if !kept {
		return d.bunMarks(ctx, known)
	}
	err = d.NewSelect().Model(&all).Order("number").Scan(ctx)
	return all, err
}

// keepMarks makes the table of marks; those that an older program left go there.
func (d *DB) keepMarks(ctx context.Context, marks []mark) error {
	return d.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (number TEXT PRIMARY KEY, lives TEXT NOT NULL) "+d.dialectTokens["Strict"])
		if err == nil && len(marks) > 0 {
			_, err = tx.NewInsert().Model(&marks).On("CONFLICT DO NOTHING").Exec(ctx)
		}
		return err
	})
}

// bunMarks are those of programs that migrated by bun. It marked a migration after its commit, so
// that one which is there may have no mark.
func (d *DB) bunMarks(ctx context.Context, known []migration) (all []mark, err error) {
	if theirs, err := d.has(ctx, "bun_migrations", "name"); err != nil || !theirs {
		return nil, err
	}
	if err := d.NewRaw("SELECT name AS number, '' AS lives FROM bun_migrations ORDER BY name").Scan(ctx, &all); err != nil {
		return nil, err
	}
	for _, m := range known {
		made, traceable := traces[m.number]
		if !traceable || marked(all, m.number) {
			continue
		}
		if there, err := d.has(ctx, made.table, made.column); err != nil {
			return nil, err
		} else if there {
			all = append(all, mark{Number: m.number})
		}
	}
	return all, nil
}

// traces are what is in the database after a migration of bun's time, and never before it. Where
// there is none on an engine, the migration may be repeated there.
var traces = map[string]struct{ table, column string }{
	"20261122000000": {"people", "email"},
	"20261122000010": {"search", "words"},
	"20261122000020": {"uploads", "id"},
	"20261122000040": {"erasures", "person_id"},
	"20261122000045": {"said", "words"},
	"20261122000050": {"devices", "id"},
	"20261122000060": {"mutes", "level"},
	"20261122000070": {"removals", "endpoint"},
	"20261122000080": {"search", "runs"},
	"20261122000090": {"people", "proven_at"},
	"20261122000100": {"jobs", "subscriber"},
	"20261122000110": {"settings", "name"},
	"20261122000120": {"notification_settings", "person_id"},
	"20261122000130": {"jobs", "node"},
	"20261122000140": {"jobs", "ticket"},
	"20261122000150": {"notification_settings", "mail_subject"},
	"20261122000160": {"drafts", "details"},
}

// has tells whether there is such a column.
func (d *DB) has(ctx context.Context, table, column string) (bool, error) {
	query := "SELECT count(*) FROM pragma_table_info(?) WHERE name = ?"
	if d.Dialect().Name() == dialect.PG {
		query = "SELECT count(*) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ? AND column_name = ?"
	}
	var n int
	err := d.NewRaw(query, table, column).Scan(ctx, &n)
	return n > 0, err
}
