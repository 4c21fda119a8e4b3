package desk_test

import (
	"testing"

	"hilo/app/desk"
)

// What Ana chose, silenced and turned on goes with her words; Luis's stays.
func TestEraseForgetsChoices(t *testing.T) {
	archives(t, func(a *archive) {
		ana, luis := a.person("ana@example.com", desk.Customer), a.person("luis@example.com", desk.Customer)
		for _, who := range []desk.Actor{ana, luis} {
			n := a.tells(who, a.person("sam@example.com", desk.Agent), who.Email)
			for q, args := range map[string][]any{
				"INSERT INTO choices (person_id, kind, channel, wanted) VALUES (?, 'ask', 'mail', FALSE)":                           {who.ID},
				"INSERT INTO notification_settings (person_id, push_text, quiet_from, quiet_to) VALUES (?, TRUE, '22:00', '08:00')": {who.ID},
				"INSERT INTO mutes (person_id, ticket, level, mail_off) VALUES (?, ?, 'off', TRUE)":                                 {who.ID, n},
				"INSERT INTO sessions (id, hash, kind, person_id, proven_at, seen_at, expires_at) VALUES (?, ?, 'customer', ?, ?, ?, ?)": {
					who.Email, who.Email, who.ID, a.at, a.at, a.at.AddDate(0, 1, 0)},
			} {
				_, err := a.db.NewRaw(q, args...).Exec(a.Context())
				a.must(err)
			}
			_, err := a.db.NewRaw(`INSERT INTO devices (id, session_id, person_id, endpoint, p256dh, auth, key_id, name, created_at, renewed_at)
				VALUES (?, ?, ?, ?, '', '', '', '', ?, ?)`, who.Email, who.Email, who.ID, who.Email, a.at, a.at).Exec(a.Context())
			a.must(err)
		}
		a.must(a.AskErasure(a.Context(), ana))
		a.at = a.at.Add(desk.ErasureGrace)
		a.must(a.Erase(a.Context(), ana.ID))
		for _, table := range []string{"choices", "notification_settings", "mutes", "devices"} {
			var left []int64
			a.must(a.db.Read.NewRaw("SELECT person_id FROM "+table).Scan(a.Context(), &left))
			if len(left) != 1 || left[0] != luis.ID {
				t.Errorf("%s: left are those of %v, Luis is %d", table, left, luis.ID)
			}
		}
	})
}
