package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"
)

// Values are taken out of a text as they are; what may be none is left to SQLite.
func TestTakeOut(t *testing.T) {
	for _, tt := range []struct {
		query, text string
		values      []any
	}{
		{"SELECT * FROM t WHERE a = 'it''s; -- ok?' AND b=-12", "SELECT * FROM t WHERE a = ? AND b=-?", []any{"it's; -- ok?", int64(12)}},
		{`INSERT INTO "t1" ("a""1") VALUES ('', 9223372036854775807, NULL, TRUE)`, `INSERT INTO "t1" ("a""1") VALUES (?, ?, NULL, TRUE)`, []any{"", int64(9223372036854775807)}},
		{"UPDATE t2 SET a1 = '¿Qué?\n'''", "UPDATE t2 SET a1 = ?", []any{"¿Qué?\n'"}},
		{"SELECT a FROM t WHERE a IN (1, 2) ORDER BY a LIMIT 3", "SELECT a FROM t WHERE a IN (?, ?) ORDER BY a LIMIT ?", []any{int64(1), int64(2), int64(3)}},
		{"RELEASE ask", "RELEASE ask", nil},
		{query: "SELECT x'00'"}, {query: "SELECT X '00'"}, {query: "SELECT 1.5"}, {query: "SELECT 0x10"}, {query: "SELECT 9223372036854775808"},
		{query: "SELECT a FROM t ORDER BY 1"}, {query: "SELECT a FROM t GROUP BY  2"}, {query: "SELECT a, b FROM t ORDER BY a DESC, 2"}, {query: "SELECT 1; SELECT 2"}, {query: "SELECT 'a"}, {query: `SELECT "a`},
		{query: "SELECT ?"}, {query: "SELECT 1 -- one"}, {query: "SELECT /* 1 */ 2"}, {query: "PRAGMA user_version = 1"}, {query: "CREATE TABLE t (a TEXT DEFAULT 'x')"}, {query: ""},
	} {
		text, bound, ok := takeOut(tt.query)
		var values []any
		for _, v := range bound {
			values = append(values, v.Value)
		}
		if ok != (tt.text != "") || ok && (text != tt.text || !slices.Equal(values, tt.values)) {
			t.Errorf("%s\n gives %s, %q", tt.query, text, values)
		}
	}
}

// A statement that is kept gives what it gave, whatever its values: also while the rows of
// the same are open, after others took its place, and after its table has changed.
func TestStatementsAreKept(t *testing.T) {
	p := newPen(t)
	for i := range mostParsed + 50 {
		err := p.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			read := func() *sql.Rows {
				rows, err := tx.QueryContext(ctx, "SELECT word FROM words WHERE word <> ? ORDER BY rowid", fmt.Sprint("not ", i))
				ok(t, err)
				if i > 0 != rows.Next() {
					t.Error("no rows")
				}
				return rows
			}
			first := read()
			ok(t, read().Close())
			if err := puts(fmt.Sprintf("it's %d", i))(ctx, tx); err != nil {
				return err
			}
			if i%50 == 1 { // others take its place while it is read
				for other := range mostParsed {
					if _, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE one SET word = ? WHERE word = 'w%d' AND %s", i, strings.Repeat("TRUE AND ", other)+"TRUE"), i); err != nil {
						return err
					}
				}
			}
			n := min(i, 1) // the first was read
			for first.Next() {
				n++
			}
			if n < i || n > i+1 { // what came meanwhile may be there
				t.Errorf("%d of %d words", n, i)
			}
			ok(t, first.Err())
			ok(t, first.Close())
			if i == 100 {
				_, err := tx.ExecContext(ctx, "ALTER TABLE words ADD COLUMN more TEXT")
				return err
			}
			return nil
		})
		ok(t, err)
	}
	if n := len(p.words()); n != mostParsed+50 {
		t.Errorf("%d words", n)
	}
}
