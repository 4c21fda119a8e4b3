package desk_test

import (
	"slices"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/db"
	"hilo/db/dbtest"
)

// Whichever way a search of the desk's is answered, its pages are all tickets
// that have the words, each once, newest first.
func TestFindPages(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.fill(1300, 2)
		var all []struct {
			Number int64
			Body   string
		}
		s.must(d.NewRaw("SELECT t.number, e.body FROM tickets AS t JOIN entries AS e ON e.ticket = t.number ORDER BY t.updated_at DESC, t.number DESC").Scan(t.Context(), &all))
		for _, query := range []string{"hola", "reclamacion", "antes", "w7", "w150", "w3 reclamacion", "antes w4999", "w150 w160", "hola w2000", "w1 w2 w3 w4", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "nada", "hola nada"} {
			var want []int64
			for i := 0; i < len(all); i += 2 {
				words := strings.Fields(strings.ReplaceAll(all[i].Body+" "+all[i+1].Body, "ó", "o"))
				if !slices.ContainsFunc(strings.Fields(query), func(term string) bool {
					return !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, term) })
				}) {
					want = append(want, all[i].Number)
				}
			}
			var got []int64
			for after := (desk.Cursor{}); ; {
				rows, _, err := s.Lists.Rows(t.Context(), s.sam, desk.Filter{View: desk.All, Query: query}, desk.Span{After: after})
				s.must(err)
				for _, row := range rows[:min(len(rows), desk.ListPage)] {
					got = append(got, row.Number)
					after = desk.CursorOf(&row, s.sam)
				}
				if len(rows) <= desk.ListPage {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q gives %d tickets in this order, want %d in another", query, len(got), len(want))
			}
		}
	})
}
