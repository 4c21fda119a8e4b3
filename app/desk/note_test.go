package desk

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/files"
)

const canary = "xyzzycanary"

// Notes, and all else that staff record, leak nothing: not their words, not
// their files, not that anything happened.
func TestNotesLeakNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		s.ok(s.Reply(s.ctx, sam, n, say("We look.")))
		s.see(ana, n)
		before, row := s.view(ana, n), s.row(ana, n)
		s.pass(time.Minute)
		secret := File{Meta: files.Meta{Name: canary + ".txt", Type: "text/plain", SHA256: canary, Size: 3}}
		s.ok(s.Note(s.ctx, sam, n, Message{Body: "Bank " + canary, Files: []File{secret}}))
		s.ok(s.Note(s.ctx, sam, n, Message{Files: []File{secret}}))
		s.ok(s.Assign(s.ctx, sam, n, eva.Email))
		s.ok(s.SetStatus(s.ctx, eva, n, StatusHold))
		s.ok(s.SetStatus(s.ctx, eva, n, StatusOpen))

		for name, who := range map[string]Actor{"ana": ana, "ana as a guest": guest(ana, n)} {
			if after := s.view(who, n); after != before {
				t.Errorf("%s: before %s\nafter %s", name, before, after)
			}
		}
		if after := s.row(ana, n); after != row {
			t.Errorf("row before %+v, after %+v", row, after)
		}
		for _, e := range s.thread(sam, n) {
			for _, f := range e.Files() {
				_, err := s.File(s.ctx, ana, f.ID)
				hidden(t, err)
				if got, err := s.File(s.ctx, sam, f.ID); err != nil || got.Name != secret.Name || got.SHA256 != canary {
					t.Errorf("staff's file: %+v, %v", got, err)
				}
			}
		}
		for _, q := range []string{canary, "Bank " + canary, canary + ".txt"} {
			if got := s.lists(ana, Filter{Query: q}); len(got) != 0 {
				t.Errorf("ana finds %q", q)
			}
		}
		if got := s.lists(sam, Filter{Query: canary}); len(got) != 1 {
			t.Errorf("staff find %v", got)
		}
		if got := len(s.thread(sam, n)); got != 7 {
			t.Errorf("staff see %d entries", got)
		}
		rows, _, err := s.Lists.Rows(s.ctx, sam, Filter{View: Mine, Query: canary}, Span{})
		must(t, err)
		if rows[0].DeskKind != Held || rows[0].ByName != eva.Name || rows[0].Assignee.Name != eva.Name || rows[0].Request.Name != ana.Name {
			t.Errorf("staff's row %+v", rows[0])
		}
		if refs := s.promised(JobEntry); len(refs) != 7 { // every kind: readers choose
			t.Errorf("alerts for %v", refs)
		}
		e := s.ok(s.Reply(s.ctx, sam, n, say("Back.")))
		if got := s.thread(ana, n); len(got) != 3 || got[2].Seq != e.Seq || e.Seq != 8 {
			t.Errorf("after the notes: %+v", got)
		}
	})
}

// A note without words shows its file's name, to staff.
func TestNoteLine(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		s.ok(s.Note(s.ctx, sam, n, Message{Files: []File{{Meta: files.Meta{Name: "bank.pdf", Type: "application/pdf", SHA256: "aa"}}}}))
		if got := s.ticket(sam, n); got.DeskLine != "bank.pdf" || got.DeskKind != Noted || got.PublicLine != "Twice!" || got.PublicFiles != 0 {
			t.Errorf("%+v", got)
		}
		s.ok(s.Reply(s.ctx, ana, n, Message{Files: []File{{Meta: files.Meta{Name: "a.png", Type: "image/png", SHA256: "bb"}}}}))
		if got := s.ticket(ana, n); got.PublicLine != "a.png" || got.PublicFiles != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// view is all that a requester can read of a ticket, in one text.
func (s *site) view(who Actor, n int64) string {
	s.t.Helper()
	_, after, err := s.After(s.ctx, who, n, 0)
	must(s.t, err)
	unread, err := s.Lists.Unread(s.ctx, who)
	must(s.t, err)
	text, err := json.Marshal(s.thread(who, n))
	must(s.t, err)
	followed, err := json.Marshal(after)
	must(s.t, err)
	if string(text) != string(followed) || strings.Contains(string(text), canary) {
		s.t.Errorf("thread %s\nstream %s", text, followed)
	}
	return fmt.Sprintf("%s unread %d", text, unread)
}

// rowPublic is what a requester's list may show of a ticket.
type rowPublic struct {
	Status      Status
	PublicSeq   int64
	PublicAt    time.Time
	PublicLine  string
	PublicKind  Kind
	PublicFiles int
	ByName      string
	Unread      bool
}

func (s *site) row(who Actor, n int64) rowPublic {
	s.t.Helper()
	rows, _, err := s.Lists.Rows(s.ctx, who, Filter{Query: fmt.Sprint(n)}, Span{})
	must(s.t, err)
	r := rows[0]
	return rowPublic{Status: r.Status, PublicSeq: r.PublicSeq, PublicAt: r.PublicAt, PublicLine: r.PublicLine, PublicKind: r.PublicKind,
		PublicFiles: r.PublicFiles, ByName: r.ByName, Unread: r.Unread()}
}

// see is who reading all of a ticket.
func (s *site) see(who Actor, n int64) {
	s.t.Helper()
	ticket := s.ticket(who, n)
	must(s.t, s.See(s.ctx, who, ticket, ticket.LastSeq))
}
