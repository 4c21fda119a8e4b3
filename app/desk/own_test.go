package desk

import (
	"testing"
	"time"
)

// unproven opens a ticket with ana's address and a file, without a sign-in.
func (s *site) unproven() int64 {
	s.t.Helper()
	q := about("Was it me?", Message{Body: "Help!", Files: []File{{Name: "a.txt", Type: "text/plain", SHA256: "aa", ExpiresAt: s.clock().Add(time.Hour)}}})
	t, _, err := s.OpenFor(s.ctx, ana.Email, q)
	must(s.t, err)
	return t.Number
}

// "It was me" proves the ticket, and what came with it stays.
func TestItWasMe(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.unproven()
		if got := s.ticket(ana, n); got.Proof != ProofNone {
			t.Fatalf("proof %s", got.Proof)
		}
		inbox := s.ticket(ana, n).InboxSeq
		if e := s.ok(s.Own(s.ctx, ana, n, true)); e.Kind != Proven {
			t.Errorf("%+v", e)
		}
		got := s.ticket(ana, n)
		if got.Proof != ProofSession || got.Status != StatusNew || got.InboxSeq <= inbox || got.PublicSeq != 1 || got.Unread() {
			t.Errorf("%+v", got)
		}
		s.pass(2 * time.Hour)
		if _, err := s.File(s.ctx, ana, s.thread(ana, n)[0].Files()[0].ID); err != nil {
			t.Errorf("the file: %v", err)
		}
		if mine, theirs := len(s.thread(ana, n)), len(s.thread(sam, n)); mine != 1 || theirs != 2 {
			t.Errorf("ana sees %d entries, sam %d", mine, theirs)
		}
		for _, mine := range []bool{true, false} { // an answer is for good
			if e := s.ok(s.Own(s.ctx, ana, n, mine)); e.Seq != 0 || s.ticket(ana, n).Proof != ProofSession {
				t.Errorf("again: %+v", e)
			}
		}
	})
}

// Whoever goes on with a ticket while signed in proves it too: what came with it stays.
func TestFilesOfAProvenTicketStay(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for name, verb := range map[string]func(n int64) (Entry, error){
			"reply":   func(n int64) (Entry, error) { return s.Reply(s.ctx, ana, n, say("It was me.")) },
			"confirm": func(n int64) (Entry, error) { return s.Confirm(s.ctx, ana, n) },
			"reopen":  func(n int64) (Entry, error) { return s.Reopen(s.ctx, ana, n) },
		} {
			n := s.unproven()
			s.ok(s.Solve(s.ctx, sam, n, say("Done.")))
			s.ok(verb(n))
			s.pass(2 * time.Hour)
			if _, err := s.File(s.ctx, ana, s.thread(ana, n)[0].Files()[0].ID); err != nil {
				t.Errorf("%s: the file: %v", name, err)
			}
		}
	})
}

// "It wasn't me" closes the ticket; for the owner of the address it is gone,
// whatever happens to it then, and staff know why.
func TestItWasNotMe(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n, other := s.unproven(), s.opens(ana, "Charged twice", "Twice!")
		file, inbox := s.thread(ana, n)[0].Files()[0].ID, s.ticket(ana, n).InboxSeq
		if e := s.ok(s.Own(s.ctx, ana, n, false)); e.Kind != Disowned || e.Kind.Public() {
			t.Errorf("%+v", e)
		}
		s.ok(s.Reply(s.ctx, eva, n, say("Who are you?")))
		if got := s.ticket(sam, n); got.Proof != ProofDenied {
			t.Errorf("%+v", got)
		}
		for verb, do := range everyVerb(s) {
			if err := do(ana, n); err == nil {
				t.Errorf("%s: she still may", verb)
			} else {
				hidden(t, err)
			}
		}
		_, err := s.File(s.ctx, ana, file)
		hidden(t, err)
		for _, l := range []List{{}, {Closed: true}, {Query: "Was it me"}} {
			for _, listed := range s.lists(ana, l) {
				if listed != other {
					t.Errorf("%+v lists %d", l, listed)
				}
			}
		}
		if unread, err := s.Unread(s.ctx, ana); err != nil || unread != 0 {
			t.Errorf("%d unread, %v", unread, err)
		}
		if alike, err := s.Similar(s.ctx, ana, "Was it me?", "", nil); err != nil || len(alike) != 0 {
			t.Errorf("similar %v, %v", alike, err)
		}
		rows, err := s.Tickets(s.ctx, ana, List{Since: inbox}) // an open list takes its row away
		must(t, err)
		for i := range rows {
			if gone := rows[i].Number == n; gone == (List{Closed: rows[i].Status == StatusClosed}).Holds(&rows[i]) {
				t.Errorf("the stream: %+v", rows[i])
			}
		}
	})
}
