package desk

import (
	"strings"
	"testing"

	"hilo/db"
	"hilo/db/dbtest"
)

// A verb is one transaction of few statements, however much hangs on its entry: what is
// written twice is written once for both.
func TestStatementsOfVerbs(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		watched, queries := dbtest.Watched(d)
		s := newSite(t, watched)
		s.FirstOwns = true
		n, other := s.opens(ana, "Cobro", "Me han cobrado dos veces"), s.opens(ana, "Otro", "Y otra vez")
		solved := s.brings(ana, StatusSolved)
		file := File{ID: "0123456789abcdef0123456789abcdef"}
		upload, err := s.Drafts.Upload(s.ctx, sam, n, file, nil)
		must(t, err)
		seen := func(actor Actor) func() error {
			return func() error {
				ticket, err := s.Ticket(s.ctx, actor, other)
				must(t, err)
				queries.Take()
				return s.See(s.ctx, actor, ticket, 2)
			}
		}
		entry := func(verb func() (Entry, error)) func() error {
			return func() error { _, err := verb(); return err }
		}
		lock := 0
		if d.DB == d.Read { // PostgreSQL locks the row of the ticket, and keeps its index otherwise
			lock = 1
		}
		for _, tt := range []struct {
			verb string
			do   func() error
			most int
		}{
			{"first answer, which takes the ticket, with a file", entry(func() (Entry, error) {
				return s.Reply(s.ctx, sam, n, Message{Body: "¿Qué banco?", Key: "k1", Uploads: []string{upload.ID}})
			}), 13},
			{"agent's reply", entry(func() (Entry, error) { return s.Reply(s.ctx, sam, other, keyed("¿Qué banco?", "k2")) }), 11},
			{"customer's reply", entry(func() (Entry, error) { return s.Reply(s.ctx, ana, n, keyed("El mío", "k3")) }), 11},
			{"and one right after it", entry(func() (Entry, error) { return s.Reply(s.ctx, ana, n, keyed("El de siempre", "k4")) }), 12},
			{"asks for details", entry(func() (Entry, error) { return s.Ask(s.ctx, eva, n, keyed("¿Cuándo fue?", "k5"), []string{"time"}) }), 11},
			{"note", entry(func() (Entry, error) { return s.Note(s.ctx, eva, n, keyed("Llamar mañana", "k6")) }), 10},
			{"solves", entry(func() (Entry, error) { return s.Solve(s.ctx, sam, n, keyed("Ya está devuelto", "k7")) }), 11},
			{"confirms", entry(func() (Entry, error) { return s.Confirm(s.ctx, ana, solved) }), 7},
			{"new ticket", func() error { s.opens(ana, "Tercero", "Nada funciona"); return nil }, 16},
			{"customer sees", seen(ana), 3},
			{"agent sees", seen(eva), 3},
		} {
			queries.Take()
			must(t, tt.do())
			asked := strings.Split(queries.Take(), "\n")
			got := 0
			for _, q := range asked {
				if verb, _, _ := strings.Cut(strings.TrimSpace(q), " "); verb != "" && strings.Contains("SELECT INSERT UPDATE DELETE", verb) {
					got++
				}
			}
			if got > tt.most+lock {
				t.Errorf("%s: %d statements, want %d:\n%s", tt.verb, got, tt.most+lock, strings.Join(asked, "\n"))
			}
		}
	})
}
