package access

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

// Sweep deletes what has expired. Nothing depends on it: what is expired is
// refused before it is swept.
func (auth *Auth) Sweep(ctx context.Context) error {
	now := auth.now()
	before := func(d time.Duration) time.Time { return db.Time(now.Add(-d)) }
	type dust struct {
		table, where string
		arg          any
	}
	all := []dust{
		{"challenges", "asked_at < ?", before(26 * time.Hour)}, // those of a day are counted, and one may be two hours late
		{"way_words", "created_at < ?", before(linkLife)},
		{"staff_links", "expires_at < ?", before(0)},
		{"ceremonies", "expires_at < ?", before(0)},
		{"drafts", "person_id IS NULL AND updated_at < ?", before(unsentLife)},
		{"drafts", "updated_at < ?", before(draftLife)},
		{"uploads", "created_at < ? AND NOT EXISTS (SELECT 1 FROM drafts AS d WHERE d.person_id = uploads.person_id AND d.ticket = uploads.ticket)", before(draftLife)},
		{"files", "expires_at < ?", before(0)}, // or a late proof would bring back a row without its blob
		{"guest_links", "ticket IN (SELECT number FROM tickets WHERE updated_at < ?)", before(linkLife)},
		{"limits", "tat < ?", now.UnixMicro()},
		{"sessions", "expires_at < ?", before(0)},
	}
	for _, kind := range []string{KindCustomer, KindStaff, KindGuest} {
		idle, _ := lives(kind)
		all = append(all, dust{"sessions", "kind = '" + kind + "' AND seen_at < ?", before(idle)})
	}
	for _, d := range all {
		if _, err := auth.db.Exec(ctx, "DELETE FROM "+d.table+" WHERE "+d.where, d.arg); err != nil {
			return fmt.Errorf("sweep %s: %w", d.table, err)
		}
	}
	return nil
}

// EndPast ends within tx what a copy of the database brought back: no cookie, code or
// sign-in link from before opens anything, and no mail of before waits for its turn. A
// session that pushes go to stays for them alone. Without the keys that it was made with
// what hangs on them goes too: links, devices, and passkeys, which know their person by them.
func EndPast(ctx context.Context, tx bun.Tx, sameKeys bool) error {
	all := []string{
		"DELETE FROM challenges", "DELETE FROM ceremonies", "DELETE FROM staff_links", "DELETE FROM turns",
		"DELETE FROM sessions WHERE id NOT IN (SELECT session_id FROM devices)", "UPDATE sessions SET hash = 'past ' || id",
	}
	if !sameKeys {
		all = append(all, "DELETE FROM sessions", "DELETE FROM passkeys", "DELETE FROM guest_links", "DELETE FROM way_words", "DELETE FROM limits", "UPDATE tickets SET network = ''")
	}
	for _, q := range all {
		if _, err := tx.NewRaw(q).Exec(ctx); err != nil {
			return fmt.Errorf("end the past: %w", err)
		}
	}
	return nil
}
