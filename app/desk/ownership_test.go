package desk

import (
	"testing"
	"time"

	"hilo/app/files"
)

// unproven opens a ticket with ana's address and a file, without a sign-in.
func (s *site) unproven() int64 {
	s.t.Helper()
	q := about("Was it me?", Message{Body: "Help!", Files: []File{{Meta: files.Meta{Name: "a.txt", Type: "text/plain", SHA256: "aa"}, ExpiresAt: s.clock().Add(time.Hour)}}})
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
		if e := s.ok(s.AnswerOwnership(s.ctx, ana, n, true)); e.Kind != Proven {
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
			if e := s.ok(s.AnswerOwnership(s.ctx, ana, n, mine)); e.Seq != 0 || s.ticket(ana, n).Proof != ProofSession {
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
		if e := s.ok(s.AnswerOwnership(s.ctx, ana, n, false)); e.Kind != Disowned || e.Kind.Public() {
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
		for _, l := range []Filter{{}, {View: ClosedView}, {Query: "Was it me"}} {
			for _, listed := range s.lists(ana, l) {
				if listed != other {
					t.Errorf("%+v lists %d", l, listed)
				}
			}
		}
		if unread, err := s.Lists.Unread(s.ctx, ana); err != nil || unread != 0 {
			t.Errorf("%d unread, %v", unread, err)
		}
		if alike, err := s.Similar(s.ctx, ana, "Was it me?", "", nil); err != nil || len(alike) != 0 {
			t.Errorf("similar %v, %v", alike, err)
		}
		gone := 0
		for _, v := range []View{OpenView, ClosedView} {
			rows, _, err := s.Lists.Rows(s.ctx, ana, Filter{View: v}, Span{Since: inbox}) // an open list takes its row away
			must(t, err)
			for i := range rows {
				if rows[i].Number == n && !rows[i].Found {
					gone++
				} else if rows[i].Found != belongs(&rows[i], v, ana) {
					t.Errorf("the stream: %+v", rows[i])
				}
			}
		}
		if gone != 2 {
			t.Errorf("its row goes from %d lists", gone)
		}
	})
}

// What strangers opened with her address is apart from her list, and raises no
// count; one answer is about all that she was shown.
func TestStrangersTicketsStandApart(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		own := s.opens(ana, "Charged twice", "Twice!")
		var strange []int64
		for range 5 {
			strange = append(strange, s.unproven())
		}
		s.ok(s.Reply(s.ctx, sam, strange[0], say("Which bank?")))
		apart := func(query string, want int) {
			t.Helper()
			if rows, all, err := s.Lists.Unproven(s.ctx, ana, query); err != nil || all != want || len(rows) != want {
				t.Errorf("%q: %d of %d apart, %v; want %d", query, len(rows), all, err, want)
			}
			for _, l := range []Filter{{}, {View: ClosedView}, {Query: "me"}} {
				for _, n := range s.lists(ana, l) {
					if s.ticket(ana, n).Unproven() {
						t.Errorf("%+v lists %d", l, n)
					}
				}
			}
		}
		apart("", 5)
		apart("was", 5)
		apart("nothing like it", 0)
		if n, err := s.Lists.Unread(s.ctx, ana); err != nil || n != 0 {
			t.Errorf("%d unread, %v", n, err)
		}
		if news, err := s.Lists.News(s.ctx, ana); err != nil || len(news) != 0 {
			t.Errorf("news %+v, %v", news, err)
		}
		if alike, err := s.Similar(s.ctx, ana, "Was it me?", "", nil); err != nil || len(alike) != 0 {
			t.Errorf("similar %v, %v", alike, err)
		}
		_, _, err := s.Lists.Unproven(s.ctx, guest(ana, own), "")
		hidden(t, err)

		must(t, s.AnswerOwnerships(s.ctx, luis, strange, false)) // they are not his
		apart("", 5)
		must(t, s.AnswerOwnerships(s.ctx, ana, []int64{strange[1], strange[0], own, 12, strange[1]}, true))
		apart("", 3)
		if n, err := s.Lists.Unread(s.ctx, ana); err != nil || n != 1 {
			t.Errorf("%d unread of those that are hers, %v", n, err)
		}
		if got := s.ticket(ana, own); got.LastSeq != 1 || got.Proof != ProofSession {
			t.Errorf("her own: %+v", got)
		}
		inbox := s.ticket(ana, strange[4]).InboxSeq
		must(t, s.AnswerOwnerships(s.ctx, ana, strange, false))
		apart("", 0)
		must(t, s.AnswerOwnerships(s.ctx, ana, strange, true)) // an answer is for good
		for i, n := range strange {
			got := s.ticket(sam, n)
			if want := map[bool]Proof{true: ProofSession, false: ProofDenied}[i < 2]; got.Proof != want || i >= 2 && (got.Status != StatusClosed || got.InboxSeq <= inbox) {
				t.Errorf("%d: %+v", i, got)
			}
		}
	})
}

// However many there are, they are counted, and shown as many as one answer is about.
func TestStrangersTicketsAreCounted(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for range ClaimsMost + 20 {
			s.unproven()
		}
		rows, all, err := s.Lists.Unproven(s.ctx, ana, "")
		if err != nil || all != ClaimsMost+20 || len(rows) != ClaimsMost {
			t.Errorf("%d of %d, %v", len(rows), all, err)
		}
	})
}
