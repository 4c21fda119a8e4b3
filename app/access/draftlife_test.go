package access

import (
	"testing"
	"time"

	"hilo/app/desk"
)

// A draft lasts 30 days from its last word, and its files with it.
func TestDraftsAreSwept(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		who, err := desk.Know(ctx, s.db, ana, s.clock())
		must(t, err)
		who.Proof = desk.ProofSession
		left := func(when string, drafts, uploads int) {
			t.Helper()
			must(t, s.Sweep(ctx))
			if d, u := s.count("drafts"), s.count("uploads"); d != drafts || u != uploads {
				t.Errorf("%s: %d drafts, %d uploads", when, d, u)
			}
		}
		_, err = s.desk.Upload(ctx, who, 0, desk.File{Name: "recibo.txt"})
		must(t, err)
		s.pass(29 * 24 * time.Hour)
		must(t, s.desk.SaveDraft(ctx, who, desk.Draft{Body: "a medias", Key: "k"}))
		s.pass(29 * 24 * time.Hour)
		left("while it is written", 1, 1)
		s.pass(2 * 24 * time.Hour)
		left("a month later", 0, 0)
	})
}
