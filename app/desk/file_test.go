package desk

import (
	"slices"
	"testing"
	"time"

	"hilo/app/files"
)

// Files lie with their entry and are shown to whoever sees it.
func TestFiles(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		sent := []File{
			{Meta: files.Meta{Name: "captura ñ.png", Type: "image/png", Size: 1234, SHA256: "aa", Width: 640, Height: 400}},
			{Meta: files.Meta{Name: `"q'.pdf`, Type: "application/pdf", Size: 1, SHA256: "bb"}},
		}
		ticket, _, err := s.Open(s.ctx, ana, about("Charged twice", Message{Body: "See.", Files: sent}))
		must(t, err)
		shown := s.thread(sam, ticket.Number)[0].Files()
		if len(shown) != 2 || shown[0].ID == shown[1].ID || len(shown[0].ID) != 32 {
			t.Fatalf("%+v", shown)
		}
		for i, f := range shown {
			if f.Name != sent[i].Name || f.Type != sent[i].Type || f.Size != sent[i].Size || f.Width != sent[i].Width || f.SHA256 != "" {
				t.Errorf("shown %+v", f)
			}
			for _, who := range []Actor{ana, guest(ana, ticket.Number), sam} {
				got, err := s.File(s.ctx, who, f.ID)
				if err != nil || got.SHA256 != sent[i].SHA256 || got.Seq != 1 || got.Ticket != ticket.Number || got.PersonID != ana.ID || got.Height != sent[i].Height {
					t.Errorf("%s: %+v, %v", who.Name, got, err)
				}
			}
			_, err := s.File(s.ctx, luis, f.ID)
			hidden(t, err)
		}
		for _, id := range []string{"", "x", newID(), "'"} {
			_, err := s.File(s.ctx, ana, id)
			hidden(t, err)
		}
		if got := s.ticket(ana, ticket.Number); got.PublicFiles != 2 {
			t.Errorf("%d files", got.PublicFiles)
		}
	})
}

// A file of an unproven person is gone when its time is over, for all; its
// blob too, unless somebody else sent the same.
func TestExpiredFiles(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		expires := s.clock().Add(time.Hour)
		q := about("Certificate", Message{Body: "See.", Files: []File{{Meta: files.Meta{Name: "a", SHA256: "aa"}, ExpiresAt: expires}, {Meta: files.Meta{Name: "b", SHA256: "bb"}, ExpiresAt: expires}}})
		ticket, _, err := s.OpenFor(s.ctx, "guest@example.com", q)
		must(t, err)
		other := s.opens(ana, "Charged twice", "Twice!")
		s.ok(s.Reply(s.ctx, ana, other, Message{Files: []File{{Meta: files.Meta{Name: "b", SHA256: "bb"}}}}))
		kept := s.thread(ana, other)[1].Files()[0].ID
		for _, tt := range []struct {
			later  time.Duration
			there  bool
			blobAA bool
		}{{0, true, true}, {time.Hour - time.Second, true, true}, {time.Second, false, false}, {time.Hour, false, false}} {
			s.pass(tt.later)
			for _, f := range s.thread(sam, ticket.Number)[0].Files() {
				if _, err := s.File(s.ctx, sam, f.ID); tt.there {
					must(t, err)
				} else {
					hidden(t, err)
				}
			}
			if _, err := s.File(s.ctx, ana, kept); err != nil {
				t.Error(err)
			}
			for blob, want := range map[string]bool{"aa": tt.blobAA, "bb": true, "cc": false} {
				if got, err := s.Referenced(s.ctx, []string{blob, "dd"}); err != nil || slices.Contains(got, blob) != want {
					t.Errorf("at %s, blob %s: %v, %v", s.clock().Format(time.TimeOnly), blob, got, err)
				}
			}
		}
	})
}

// What was typed but not sent comes back to its writer alone, and goes when it is sent.
func TestDraft(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n, other := s.opens(ana, "Charged twice", "Twice!"), s.opens(ana, "Another", "Other.")
		for _, p := range []Actor{ana, sam} {
			for _, number := range []int64{n, other} {
				_, err := s.db.NewRaw("INSERT INTO drafts (person_id, ticket, body, key, updated_at) VALUES (?, ?, ?, 'k1', ?)",
					p.ID, number, "Dear "+p.Name, s.clock()).Exec(s.ctx)
				must(t, err)
			}
		}
		drafts := func(wantAna, wantSam string) {
			t.Helper()
			if a, m := s.draft(ana, n), s.draft(sam, n); a.Body != wantAna || m.Body != wantSam || (a.Key == "k1") != (wantAna != "") {
				t.Errorf("drafts %q and %q, key %q", a.Body, m.Body, a.Key)
			}
		}
		drafts("Dear Ana Ruiz", "Dear Sam Ortiz")
		s.ok(s.Assign(s.ctx, sam, n, eva.Email))
		s.ok(s.SetStatus(s.ctx, sam, n, StatusSolved))
		s.ok(s.Reopen(s.ctx, ana, n))
		drafts("Dear Ana Ruiz", "Dear Sam Ortiz") // a button sends no words
		s.ok(s.Reply(s.ctx, ana, n, keyed("Dear Sam", "k1")))
		drafts("", "Dear Sam Ortiz")
		s.ok(s.Solve(s.ctx, sam, n, say("Done.")))
		drafts("", "")
		if got := s.draft(ana, other).Body; got != "Dear Ana Ruiz" {
			t.Errorf("the other draft: %q", got)
		}
		if got := s.draft(eva, other).Body; got != "" {
			t.Errorf("eva sees %q", got)
		}
	})
}

func (s *site) draft(who Actor, number int64) Draft {
	s.t.Helper()
	d, err := s.Drafts.Of(s.ctx, who, number)
	must(s.t, err)
	return d
}
