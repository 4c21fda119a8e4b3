package notify

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/desk"
)

// What Ana chose, silenced and turned on goes with her words; Eva's stays.
func TestErasureForgetsChoices(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, tables := t.Context(), []string{"choices", "notification_settings", "mutes", "devices"}
		for _, who := range []desk.Actor{o.ana, o.eva} {
			n := o.ask(who, "es")
			for q, args := range map[string][]any{
				"INSERT INTO choices (person_id, kind, channel, wanted) VALUES (?, 'ask', 'mail', FALSE)":                           {who.ID},
				"INSERT INTO notification_settings (person_id, push_text, quiet_from, quiet_to) VALUES (?, TRUE, '22:00', '08:00')": {who.ID},
				"INSERT INTO mutes (person_id, ticket, level, mail_off) VALUES (?, ?, 'off', TRUE)":                                 {who.ID, n},
				"INSERT INTO sessions (id, hash, kind, person_id, proven_at, seen_at, expires_at) VALUES (?, ?, 'customer', ?, ?, ?, ?)": {
					who.Email, who.Email, who.ID, o.clock(), o.clock(), o.clock().AddDate(0, 1, 0)},
			} {
				_, err := o.db.NewRaw(q, args...).Exec(ctx)
				o.ok(err)
			}
			_, err := o.db.NewRaw(`INSERT INTO devices (id, session_id, person_id, endpoint, p256dh, auth, key_id, name, created_at, renewed_at)
				VALUES (?, ?, ?, ?, '', '', '', '', ?, ?)`, who.Email, who.Email, who.ID, who.Email, o.clock(), o.clock()).Exec(ctx)
			o.ok(err)
		}
		for _, who := range []desk.Actor{o.ana, o.eva} {
			o.put(access.JobSignedIn, access.SignedIn{PersonID: who.ID, Browser: "Firefox"})
		}
		_, err := o.db.NewRaw("UPDATE jobs SET dead_at = due_at").Exec(ctx)
		o.ok(err)
		o.ok(o.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return ForgetPerson(ctx, tx, o.ana.ID) }))
		for _, table := range tables {
			var left []int64
			o.ok(o.db.Read.NewRaw("SELECT person_id FROM "+table).Scan(ctx, &left))
			if len(left) != 1 || left[0] != o.eva.ID {
				t.Errorf("%s: left are those of %v, Eva is %d", table, left, o.eva.ID)
			}
		}
		var left []string
		o.ok(o.db.Read.NewRaw("SELECT payload FROM jobs WHERE kind = ?", access.JobSignedIn).Scan(ctx, &left))
		if len(left) != 1 || !strings.HasPrefix(left[0], fmt.Sprintf(`{"PersonID":%d,`, o.eva.ID)) {
			t.Errorf("left are %v, Eva is %d", left, o.eva.ID)
		}
	})
}
