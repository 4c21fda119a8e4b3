package db

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// LockRow lets the transactions that name the same row of table queue there
// until the first of them ends: what they read afterwards is what it wrote.
// SQLite's writers queue from the start, so it has nothing to do there. Keys
// that refer to the row may still be written. A row that is not there locks nothing.
func LockRow(ctx context.Context, tx bun.Tx, table, column string, value any) error {
	if tx.Dialect().Name() != dialect.PG {
		return nil
	}
	_, err := tx.NewRaw("SELECT 1 FROM ? WHERE ? = ? FOR NO KEY UPDATE", bun.Ident(table), bun.Ident(column), value).Exec(ctx)
	if err != nil {
		return fmt.Errorf("lock %s %v: %w", table, value, err)
	}
	return nil
}
