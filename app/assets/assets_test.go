package assets

import (
	"bytes"
	"testing"
	"time"

	"hilo/db"
	"hilo/db/dbtest"
	"hilo/static"
)

// What an earlier program had is there for a week after it was last in use; what this one has
// stays as long as it runs.
func TestAssets(t *testing.T) {
	ours := static.Files()
	if len(ours) < 20 {
		t.Fatalf("%d files: was it built?", len(ours))
	}
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		s := &Store{DB: d, Now: func() time.Time { return now }}
		has := func(name string, want []byte) {
			t.Helper()
			if got, err := s.Open(t.Context(), name); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
		const old = "queue-ABCD2345.js"
		body := []byte("export const earlier = '\x00 é'")
		row := asset{Name: old, Body: body, SeenAt: db.Time(now)}
		if _, err := d.NewInsert().Model(&row).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		keep := func() {
			t.Helper()
			if err := s.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		keep()
		has(old, body)
		for name, body := range ours {
			has(name, body)
		}
		for _, none := range []string{"", "queue-ABCD2346.js", "queue.js", "../secret", "queue-ABCD2345.js'", "%", "queue-ABCD2345.js.br"} {
			has(none, nil)
		}
		for range 6 {
			now = now.Add(24 * time.Hour)
			keep()
		}
		has(old, body)
		now = now.Add(25 * time.Hour)
		keep()
		has(old, nil)
		for name, body := range ours {
			has(name, body)
		}
	})
}
