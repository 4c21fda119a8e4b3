package sitetest

import (
	"context"
	"fmt"
	"strings"
)

// Tables are those that tell what was said and who may see it.
const Tables = "people tickets entries files seen sessions guest_links staff_links erasures passkeys drafts uploads devices removals choices notification_settings mutes challenges jobs counters"

// Dump is all that tables hold, for comparing before and after. It waits for
// the outbox first.
func (s *Site) Dump(tables string) string {
	s.t.Helper()
	s.Settle()
	var b strings.Builder
	for _, table := range strings.Fields(tables) {
		rows, err := s.DB.Read.QueryContext(context.Background(), "SELECT * FROM "+table+" ORDER BY 1, 2")
		ok(s.t, err)
		columns, err := rows.Columns()
		ok(s.t, err)
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			ok(s.t, rows.Scan(values...))
			b.WriteString(table)
			for i, v := range values {
				fmt.Fprintf(&b, " %s=%v", columns[i], *v.(*any))
			}
			b.WriteByte('\n')
		}
		ok(s.t, rows.Err())
		ok(s.t, rows.Close())
	}
	return b.String()
}

// Changed names the lines that differ between two dumps.
func Changed(before, after string) string {
	had := map[string]bool{}
	for line := range strings.Lines(before) {
		had[line] = true
	}
	var b strings.Builder
	for line := range strings.Lines(after) {
		if !had[line] {
			b.WriteString("+ " + line)
		}
		delete(had, line)
	}
	for line := range had {
		b.WriteString("- " + line)
	}
	return b.String()
}
