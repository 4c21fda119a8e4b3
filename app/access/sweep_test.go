package access

import (
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// A draft lasts 30 days from its last word, and its files with it.
func TestDraftsAreSwept(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		known, err := desk.Know(ctx, s.db, ana, s.clock())
		must(t, err)
		who := desk.SignedIn(known)
		left := func(when string, drafts, uploads int) {
			t.Helper()
			must(t, s.Sweep(ctx))
			if d, u := s.count("drafts"), s.count("uploads"); d != drafts || u != uploads {
				t.Errorf("%s: %d drafts, %d uploads", when, d, u)
			}
		}
		_, err = s.desk.Drafts.Upload(ctx, who, 0, desk.File{Meta: files.Meta{Name: "recibo.txt"}}, nil)
		must(t, err)
		s.pass(29 * 24 * time.Hour)
		must(t, s.desk.Drafts.Save(ctx, who, desk.Draft{Body: "a medias", Key: "k"}))
		s.pass(29 * 24 * time.Hour)
		left("while it is written", 1, 1)
		s.pass(2 * 24 * time.Hour)
		left("a month later", 0, 0)
	})
}

// A file of an unproven person is gone when its time is over, and no later
// proof brings its row back without its content.
func TestExpiredFilesAreSwept(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		_, first, err := s.desk.OpenFor(ctx, ana, desk.Question{Topic: "other", Subject: "Recibo", Message: desk.Message{Body: "Va con recibo.", Files: []desk.File{
			{Meta: files.Meta{Name: "recibo.txt"}, ExpiresAt: s.clock().Add(time.Hour)}, {Meta: files.Meta{Name: "para-siempre.txt"}},
		}}})
		must(t, err)
		s.pass(2 * time.Hour)
		must(t, s.Sweep(ctx))
		if n := s.count("files"); n != 1 {
			t.Errorf("%d files are left", n)
		}
		known, err := desk.Know(ctx, s.db, ana, s.clock())
		must(t, err)
		who := desk.SignedIn(known)
		if _, err := s.desk.AnswerOwnership(ctx, who, first.Ticket, true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.desk.File(ctx, who, first.Files()[0].ID); fault.Of(err).Kind != fault.Unknown {
			t.Errorf("the expired file: %v", err)
		}
	})
}
