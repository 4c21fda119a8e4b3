package db_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/uptrace/bun"

	"hilo/db"
	"hilo/db/dbtest"
)

// While somebody reads for long, nobody who writes waits for a scrub. It says that the log is not
// empty, and does its work when they have ended.
func TestScrubWaitsForNobody(t *testing.T) {
	d := dbtest.New(t)
	file := texts(t, d, "SELECT file FROM pragma_database_list WHERE name = 'main'")[0]
	reader, err := d.Read.BeginTx(t.Context(), nil)
	ok(t, err)
	defer reader.Rollback()
	var n int
	ok(t, reader.NewRaw("SELECT count(*) FROM people").Scan(t.Context(), &n))
	exec(t, d, "INSERT INTO settings (name, value) VALUES ('canary', 'sings')")
	exec(t, d, "DELETE FROM settings WHERE name = 'canary'")
	ok(t, d.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error { // on the one connection that writes
		if _, err := tx.NewRaw("INSERT INTO settings (name, value) VALUES ('while', 'written') ON CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return err
		}
		if err := d.EmptyLog(ctx); !errors.Is(err, db.ErrRead) {
			t.Errorf("while somebody writes: %v", err)
		}
		return nil
	}))
	if err := d.Scrub(t.Context()); !errors.Is(err, db.ErrRead) {
		t.Errorf("while somebody reads: %v", err)
	}
	exec(t, d, "UPDATE settings SET value = 'after' WHERE name = 'while'")
	ok(t, reader.Rollback())
	ok(t, d.Scrub(t.Context()))
	if log, err := os.Stat(file + "-wal"); err != nil || log.Size() > 0 {
		t.Errorf("the log: %v, %v", log, err)
	}
	if texts(t, d, "SELECT value FROM settings WHERE name = 'while'")[0] != "after" {
		t.Error("what was written meanwhile is lost")
	}
}
