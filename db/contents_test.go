package db_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"hilo/db"
	"hilo/db/dbtest"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// empty says where there is a database without anything, on the engine of like.
func empty(t *testing.T, like *db.DB) (url string) {
	t.Helper()
	if like.Dialect().Name() == dialect.PG {
		return dbtest.Restore(t, "SELECT 1")
	}
	return filepath.Join(t.TempDir(), "hilo.db")
}

// fresh is what this commit makes, on the engine of like.
func fresh(t *testing.T, like *db.DB) *db.DB {
	t.Helper()
	d := reopen(t, empty(t, like))
	ok(t, d.Migrate(t.Context()))
	return d
}

func reopen(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	ok(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func texts(t *testing.T, d *db.DB, query string) (all []string) {
	t.Helper()
	ok(t, d.Read.NewRaw(query).Scan(t.Context(), &all))
	return all
}

func number(t *testing.T, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	ok(t, d.Read.NewRaw(query, args...).Scan(t.Context(), &n))
	return n
}

// schemaOf are all columns and indexes.
func schemaOf(t *testing.T, d *db.DB) string {
	t.Helper()
	columns := `SELECT m.name || ' ' || c.cid || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk
		FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
	indexes := `SELECT m.tbl_name || ' ' || m.name || ' ' || i.seqno || ' ' || coalesce(i.name, '-')
		FROM sqlite_schema AS m JOIN pragma_index_xinfo(m.name) AS i WHERE m.type = 'index' ORDER BY m.name, i.seqno`
	if d.Dialect().Name() == dialect.PG {
		columns = `SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || is_identity || ' ' || coalesce(column_default, '-')
			FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
		indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname"
	}
	return strings.Join(append(texts(t, d, columns), texts(t, d, indexes)...), "\n")
}

// contents are the schema and all rows, but for the index of words.
func contents(t *testing.T, d *db.DB) string {
	t.Helper()
	tables := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if d.Dialect().Name() == dialect.PG {
		tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'search%' ORDER BY tablename"
	}
	all := []string{schemaOf(t, d)}
	for _, table := range texts(t, d, tables) {
		rows := []string{}
		var found []map[string]any
		ok(t, d.Read.NewRaw("SELECT * FROM ?", bun.Ident(table)).Scan(t.Context(), &found))
		for _, row := range found {
			rows = append(rows, fmt.Sprint(table, " ", row))
		}
		slices.Sort(rows)
		all = append(all, rows...)
	}
	return strings.Join(all, "\n")
}
