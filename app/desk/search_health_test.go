package desk_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/search"
	"hilo/db"
	"hilo/db/dbtest"
)

// What search no longer finds is counted, and found again after the index was made anew.
func TestIndexHealth(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		look := func(what string, want desk.IndexHealth) {
			t.Helper()
			got, err := desk.LookAtIndex(t.Context(), d)
			if s.must(err); got != want {
				t.Errorf("%s: %+v, want %+v", what, got, want)
			}
		}
		write := func(do func(ctx context.Context, tx bun.Tx) error) { t.Helper(); s.must(d.Write(t.Context(), do)) }
		look("never made", desk.IndexHealth{Stale: true})
		s.must(desk.Reindex(t.Context(), d))
		look("nothing to find", desk.IndexHealth{})
		first := s.asks(s.ana, "Mi primera pregunta", "¿Dónde está? 漢字 עברית ref:1234-5678 ana@example.com", "recibo.pdf")
		second := s.asks(s.ana, "!!!", "…")
		for i := range 150 {
			s.asks(s.ana, fmt.Sprint("Pregunta ", i), fmt.Sprint("Palabras número ", i))
		}
		_, err := s.Note(t.Context(), s.sam, first, message("canario", nil))
		s.must(err)
		look("all is found", desk.IndexHealth{Tickets: 152})
		_, err = s.Rename(t.Context(), s.ana, second, "Otro asunto")
		s.must(err)
		look("renamed", desk.IndexHealth{Tickets: 152})
		write(func(ctx context.Context, tx bun.Tx) error { return search.Of(d).Forget(ctx, tx, first) })
		look("one is lost, and long ago", desk.IndexHealth{Tickets: 152, Lacking: 1})
		write(func(ctx context.Context, tx bun.Tx) error {
			return search.Of(d).Add(ctx, tx, first, 1, false, []string{"another"})
		})
		look("its words are others", desk.IndexHealth{Tickets: 152, Lacking: 1})
		s.must(desk.DropIndex(t.Context(), d))
		look("dropped", desk.IndexHealth{Stale: true})
		s.must(desk.Reindex(t.Context(), d))
		look("made anew", desk.IndexHealth{Tickets: 152})
	})
}

// A ticket whose words were erased is found by none, and lacks none.
func TestIndexHealthOfErased(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.must(desk.Reindex(t.Context(), d))
		s.must(s.Redact(t.Context(), desk.Actor{}, s.asks(s.ana, "Mi pregunta", "Mis palabras")))
		if h, err := desk.LookAtIndex(t.Context(), d); err != nil || h != (desk.IndexHealth{Tickets: 1}) {
			t.Errorf("%+v, %v", h, err)
		}
	})
}
