package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/outbox"
)

// A number has eight digits and tells nothing of the numbers before it.
func TestNumbers(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		var all []int64
		for range 24 {
			n := s.opens(ana, "Charged twice", "Twice!")
			if n < 10_000_000 || n > 99_999_999 || slices.Contains(all, n) {
				t.Errorf("number %d after %v", n, all)
			}
			all = append(all, n)
		}
		if slices.IsSorted(all) {
			t.Errorf("numbers in order: %v", all)
		}
	})
}

// A new ticket is stored, promised and rung in one.
func TestOpen(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		inbox, stop := s.bell.Listen(InboxChannel(ana.ID))
		defer stop()
		queue, stop := s.bell.Listen(QueueChannel)
		defer stop()
		q := about("  Charged \n twice ", say("\r\n Hello,\r\n84,90 €, twice. "))
		ticket, e, err := s.Open(s.ctx, ana, q)
		must(t, err)
		rang(t, inbox, queue)

		got := s.ticket(ana, ticket.Number)
		if got.Subject != "Charged twice" || got.Status != StatusNew || got.Topic != "payments" || got.Proof != ProofSession ||
			got.LastSeq != 1 || got.PublicSeq != 1 || got.PublicKind != Opened || got.PublicLine != "Hello, 84,90 €, twice." ||
			!got.CreatedAt.Equal(s.clock()) || !got.UpdatedAt.Equal(s.clock()) || got.Locale != "es" || got.Path() != fmt.Sprint("/tickets/", ticket.Number) {
			t.Errorf("%+v", got)
		}
		if got.Unread() {
			t.Error("what Ana wrote is news to her")
		}
		entries := s.thread(ana, ticket.Number)
		if len(entries) != 1 || entries[0].Body != " Hello,\n84,90 €, twice." || entries[0].AuthorName != ana.Name || entries[0].Proof != ProofSession ||
			entries[0].Path() != e.Path() || e.Path() != got.Path()+"#entry-1" {
			t.Errorf("%+v", entries)
		}
		if refs := s.promised(JobEntry); !slices.Equal(refs, []Ref{{ticket.Number, 1}}) {
			t.Errorf("promised %v", refs)
		}
	})
}

// A reply wakes all who look at the ticket, at the list and at the desk.
func TestReplyRings(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		thread, stop := s.bell.Listen(TicketChannel(n))
		defer stop()
		inbox, stop := s.bell.Listen(InboxChannel(ana.ID))
		defer stop()
		queue, stop := s.bell.Listen(QueueChannel)
		defer stop()
		s.pass(time.Minute)
		e := s.ok(s.Reply(s.ctx, sam, n, say("Which bank?")))
		rang(t, thread, inbox, queue)
		if !e.At.Equal(s.clock()) || e.Seq != 2 || e.Ticket != n || *e.AuthorID != sam.ID || e.AuthorName != sam.Name || !e.ByDesk {
			t.Errorf("%+v", e)
		}
	})
}

// An address that nobody has proven gets a ticket under its own person.
func TestOpenFor(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		q := about("Certificate", say("For a club."))
		q.Name = " Marta  Gil "
		first, e, err := s.OpenFor(s.ctx, "guest@example.com", q)
		must(t, err)
		second, _, err := s.OpenFor(s.ctx, "guest@example.com", q)
		must(t, err)
		if first.Number == second.Number || first.RequesterID != second.RequesterID || first.RequesterID <= eva.ID {
			t.Errorf("%d of %d, %d of %d", first.Number, first.RequesterID, second.Number, second.RequesterID)
		}
		if first.Name != "Marta Gil" || first.Proof != ProofNone || e.Proof != ProofNone {
			t.Errorf("%q, %s, %s", first.Name, first.Proof, e.Proof)
		}
		own, _, err := s.OpenFor(s.ctx, ana.Email, q)
		must(t, err)
		if got := s.ticket(ana, own.Number); got.Proof != ProofNone || got.Request.Name != ana.Name {
			t.Errorf("%s, %q", got.Proof, got.Request.Name)
		}
		s.ok(s.Reply(s.ctx, guest(ana, own.Number), own.Number, say("It was me.")))
		if got := s.ticket(ana, own.Number); got.Proof != ProofGuest {
			t.Errorf("after a guest's reply: %s", got.Proof)
		}
	})
}

// What is refused leaves nothing behind and rings nobody.
func TestRefusedLeavesNothing(t *testing.T) {
	long := strings.Repeat("ñ", MaxSubject+1)
	for _, tt := range []struct {
		name       string
		question   Question
		field, key string
	}{
		{"no subject", about(" ", say("Help!")), "subject", "desk.subject.empty"},
		{"a long subject", about(long, say("Help!")), "subject", "desk.subject.long"},
		{"a broken subject", about("a\xffb", say("Help!")), "subject", "desk.text.broken"},
		{"a subject that cannot be seen", about("\u200b", say("Help!")), "subject", "desk.subject.empty"},
		{"words that cannot be seen", about("Help", say("\u200b\n")), "body", "desk.question.empty"},
		{"no words", about("Help", say("\n")), "body", "desk.question.empty"},
		{"a file is no words", about("Help", Message{Files: []File{{Meta: files.Meta{Name: "a.png"}}}}), "body", "desk.question.empty"},
		{"too many words", about("Help", say(strings.Repeat("a", MaxBody+1))), "body", "desk.body.long"},
		{"broken words", about("Help", say("\xff")), "body", "desk.text.broken"},
		{"a long key", about("Help", keyed("Help!", long)), "key", "desk.key.long"},
		{"no topic", Question{Subject: "Help", Message: say("Help!")}, "topic", "desk.topic.empty"},
		{"no such topic", Question{Topic: "weather", Subject: "Help", Message: say("Help!")}, "topic", "desk.topic.empty"},
		{"a long topic", Question{Topic: long, Subject: "Help", Message: say("Help!")}, "topic", "desk.topic.long"},
		{"a long name", Question{Topic: "other", Subject: "Help", Message: say("Help!"), Name: long}, "name", "desk.name.long"},
	} {
		both(t, func(t *testing.T, s *site) {
			before := s.rows()
			queue, stop := s.bell.Listen(QueueChannel)
			defer stop()
			_, _, err := s.Open(s.ctx, ana, tt.question)
			refused(t, err, fault.Invalid, tt.key)
			_, _, err = s.OpenFor(s.ctx, "new@example.com", tt.question)
			refused(t, err, fault.Invalid, tt.key)
			if fault.Of(err).Field != tt.field {
				t.Errorf("%s: field %s", tt.name, fault.Of(err).Field)
			}
			if after := s.rows(); after != before || len(queue) != 0 {
				t.Errorf("%s: %s, then %s; %d rings", tt.name, before, after, len(queue))
			}
		})
	}
}

// If the promise to tell cannot be kept, nothing was said either.
func TestAllOrNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		_, err := s.db.ExecContext(s.ctx, "ALTER TABLE jobs RENAME TO jobs_away")
		must(t, err)
		queue, stop := s.bell.Listen(QueueChannel)
		defer stop()
		files := []File{{Meta: files.Meta{Name: "a.txt", Type: "text/plain", SHA256: "aa"}}}
		if _, err := s.Reply(s.ctx, sam, n, Message{Body: "Hm.", Files: files}); fault.Of(err).Kind != fault.Broken {
			t.Errorf("reply: %v", err)
		}
		if _, _, err := s.Open(s.ctx, luis, about("Lost", say("Lost!"))); fault.Of(err).Kind != fault.Broken {
			t.Errorf("open: %v", err)
		}
		_, err = s.db.ExecContext(s.ctx, "ALTER TABLE jobs_away RENAME TO jobs")
		must(t, err)
		if got := s.ticket(ana, n); got.LastSeq != 1 || got.Status != StatusNew || got.Unread() || len(s.lists(luis, Filter{})) != 0 || len(queue) != 0 {
			t.Errorf("%+v", got)
		}
		if got := s.rows(); got != "people 4 tickets 1 entries 1 files 0 seen 1 drafts 0 jobs 1 " {
			t.Error(got)
		}
	})
}

// promised are the entries that open jobs of a kind are about.
func (s *site) promised(kind string) (refs []Ref) {
	s.t.Helper()
	var jobs []outbox.Job
	must(s.t, s.db.NewSelect().Model(&jobs).Where("kind = ?", kind).Order("due_at").Scan(s.ctx))
	for _, job := range jobs {
		ref, err := ReadRef(job.Payload)
		must(s.t, err)
		refs = append(refs, ref)
	}
	return refs
}

// rang checks that every ear heard the bell.
func rang(t *testing.T, ears ...<-chan struct{}) {
	t.Helper()
	for i, ear := range ears {
		if len(ear) != 1 {
			t.Errorf("ear %d heard nothing", i)
		}
	}
}
