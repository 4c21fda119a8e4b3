package desk

import (
	"testing"
	"time"

	"hilo/app/fault"
	"hilo/app/files"
)

// What is not yours does not exist: no verb and no reader tells it from what
// never was.
func TestStrangersGetNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		pic := File{Meta: files.Meta{Name: "a.png", Type: "image/png", SHA256: "aa"}}
		opened, _, err := s.Open(s.ctx, ana, about("Charged twice", Message{Body: "Twice!", Files: []File{pic}}))
		must(t, err)
		anas := opened.Number
		s.ok(s.Solve(s.ctx, eva, anas, say("Done.")))
		own := s.opens(atHome(sam), "My own", "Help!")
		other := s.opens(ana, "Another", "Other.")
		file := s.thread(ana, anas)[0].Files()[0].ID

		before, jobs := s.rows(), s.thread(ana, anas)
		for name, tt := range map[string]struct {
			who    Actor
			number int64
		}{
			"luis, ana's ticket":            {luis, anas},
			"a guest of another ticket":     {guest(ana, other), anas},
			"luis as a guest of it":         {guest(luis, anas), anas},
			"nobody":                        {Actor{}, anas},
			"sam at home, ana's ticket":     {atHome(sam), anas},
			"sam at the desk, his own":      {sam, own},
			"a number that never was":       {ana, 12},
			"a number never was, staff":     {sam, 12},
			"ana at the desk by some error": {Actor{Person: Person{ID: ana.ID}, Side: DeskSide}, anas},
		} {
			for verb, do := range everyVerb(s) {
				if err := do(tt.who, tt.number); fault.Of(err).Kind != fault.Unknown || fault.Of(err).Key != "problem.unknown" {
					t.Errorf("%s: %s: %v", name, verb, err)
				}
			}
			if tt.number == anas {
				_, err := s.File(s.ctx, tt.who, file)
				hidden(t, err)
			}
		}
		if after := s.rows(); after != before || len(s.thread(ana, anas)) != len(jobs) {
			t.Errorf("%s, then %s", before, after)
		}
	})
}

// The twin: whose it is may do all of it.
func TestTheirOwnersMay(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for _, verb := range []string{"reply", "confirm", "reopen", "rate", "own", "read", "follow"} {
			n := s.brings(ana, StatusSolved)
			for who, p := range map[string]Actor{"ana": ana, "ana as a guest": guest(ana, n)} {
				if err := everyVerb(s)[verb](p, n); err != nil {
					t.Errorf("%s: %s: %v", who, verb, err)
				}
			}
		}
		for _, verb := range []string{"reply", "ask", "solve", "reopen", "set status", "assign", "note", "read", "follow"} {
			n := s.brings(ana, StatusClosed)
			if err := everyVerb(s)[verb](sam, n); err != nil {
				t.Errorf("sam: %s: %v", verb, err)
			}
		}
	})
}

func everyVerb(s *site) map[string]func(Actor, int64) error {
	second := func(_ Entry, err error) error { return err }
	return map[string]func(Actor, int64) error{
		"reply":   func(p Actor, n int64) error { return second(s.Reply(s.ctx, p, n, say("Me too."))) },
		"ask":     func(p Actor, n int64) error { return second(s.Ask(s.ctx, p, n, say("When?"), []string{"time"})) },
		"solve":   func(p Actor, n int64) error { return second(s.Solve(s.ctx, p, n, say("Done."))) },
		"confirm": func(p Actor, n int64) error { return second(s.Confirm(s.ctx, p, n)) },
		"reopen":  func(p Actor, n int64) error { return second(s.Reopen(s.ctx, p, n)) },
		"rate":    func(p Actor, n int64) error { return second(s.Rate(s.ctx, p, n, "good", "")) },
		"note":    func(p Actor, n int64) error { return second(s.Note(s.ctx, p, n, say("Hm."))) },
		"assign":  func(p Actor, n int64) error { return second(s.Assign(s.ctx, p, n, eva.Email)) },
		"own":     func(p Actor, n int64) error { return second(s.AnswerOwnership(s.ctx, p, n, false)) },
		"set status": func(p Actor, n int64) error {
			return second(s.SetStatus(s.ctx, p, n, StatusHold))
		},
		"read": func(p Actor, n int64) error {
			_, err := s.Ticket(s.ctx, p, n)
			return err
		},
		"follow": func(p Actor, n int64) error {
			_, _, err := s.After(s.ctx, p, n, 0)
			return err
		},
	}
}

// A guest has one ticket and no list; a customer has no desk.
func TestListsOfStrangers(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		_, _, err := s.Lists.Rows(s.ctx, guest(ana, n), Filter{}, Span{})
		hidden(t, err)
		for _, v := range Views {
			_, _, err = s.Lists.Rows(s.ctx, ana, Filter{View: v}, Span{})
			hidden(t, err)
		}
		if got := s.lists(luis, Filter{}); len(got) != 0 {
			t.Errorf("luis sees %v", got)
		}
		if got := s.lists(atHome(sam), Filter{}); len(got) != 0 {
			t.Errorf("sam at home sees %v", got)
		}
	})
}

// Nobody is assigned who is not staff, and no one to their own ticket.
func TestAssign(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, email := range []string{luis.Email, "nobody@example.com", "\xff"} {
			_, err := s.Assign(s.ctx, sam, n, email)
			refused(t, err, fault.Invalid, "desk.assignee.unknown")
		}
		s.pass(time.Minute)
		if e := s.ok(s.Assign(s.ctx, sam, n, eva.Email)); e.Data.Assignee != "Eva" || e.Kind != Assigned {
			t.Errorf("%+v", e)
		}
		if e := s.ok(s.Assign(s.ctx, sam, n, eva.Email)); e.Seq != 0 || e.Ticket != n {
			t.Errorf("again: %+v", e)
		}
		if got := s.ticket(sam, n); *got.AssigneeID != eva.ID || got.Assignee.Name != eva.Name || got.LastSeq != 2 || got.PublicSeq != 1 {
			t.Errorf("%+v", got)
		}
		s.ok(s.Assign(s.ctx, sam, n, ""))
		if got := s.ticket(sam, n); got.AssigneeID != nil || got.Assignee != nil {
			t.Errorf("%+v", got)
		}
		own := s.opens(atHome(sam), "My own", "Help!")
		_, err := s.Assign(s.ctx, eva, own, sam.Email)
		refused(t, err, fault.Invalid, "desk.assignee.own")
		staff, err := s.Staff(s.ctx)
		if err != nil || len(staff) != 2 || staff[0].Email != eva.Email {
			t.Errorf("staff %v, %v", staff, err)
		}
	})
}
