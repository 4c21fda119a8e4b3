package desk

import "testing"

// Ana corrects the subject of her ticket: lists and thread have the new one, the old
// one is found as well, also by an index made anew, and nobody is alerted. Nobody else may.
func TestRename(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Zanahoria", "Twice!")
		s.ok(s.Reply(s.ctx, sam, n, say("Which bank?")))
		for _, who := range []Actor{luis, guest(luis, n), guest(ana, n+1)} {
			_, err := s.Rename(s.ctx, who, n, "Mine now")
			hidden(t, err)
		}
		e := s.ok(s.Rename(s.ctx, ana, n, "  Berenjena\ndoble "))
		if e.Data.Was != "Zanahoria" || e.Kind.told() || !e.OwnedBy(ana) || e.Proof != ProofSession {
			t.Errorf("stored %+v", e)
		}
		if again := s.ok(s.Rename(s.ctx, ana, n, "Berenjena doble")); again.Seq != 0 {
			t.Errorf("the same subject adds %d", again.Seq)
		}
		if e := s.ok(s.Rename(s.ctx, guest(ana, n), n, "Calabaza")); e.Proof != ProofGuest {
			t.Errorf("a guest's is %s", e.Proof)
		}
		if got := s.ticket(ana, n); got.Subject != "Calabaza" || got.Status != StatusOpen || got.PublicKind != Renamed || got.Unread() {
			t.Errorf("she sees %+v", got)
		}
		s.findsFormer(n, 1)
		_, err := s.db.NewRaw("DELETE FROM settings WHERE name = 'search'").Exec(s.ctx)
		must(t, err)
		must(t, Reindex(s.ctx, s.db))
		s.findsFormer(n, 1)

		must(t, s.Redact(s.ctx, ana, n))
		s.findsFormer(n, 0)
		for _, e := range s.thread(ana, n) {
			if e.Data.Was != "" || e.Kind == Renamed && e.Rev == 0 {
				t.Errorf("erased, and %+v", e)
			}
		}
	})
}

// findsFormer looks for the subjects that TestRename gave.
func (s *site) findsFormer(number int64, want int) {
	s.t.Helper()
	for _, words := range []string{"zanahoria", "berenjena", "calabaza"} {
		for _, who := range []Actor{ana, sam} {
			if got := s.lists(who, Filter{Query: words}); len(got) != want || want > 0 && got[0] != number {
				s.t.Errorf("by %s %s finds %v", words, who.Email, got)
			}
		}
	}
}
