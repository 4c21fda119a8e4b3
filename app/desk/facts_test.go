package desk

import (
	"testing"
	"time"

	"hilo/app/fault"
)

// The proof of a requester only grows, by what they do themselves.
func TestProofOnlyGrows(t *testing.T) {
	for _, tt := range []struct{ had, came, want Proof }{
		{ProofNone, ProofNone, ProofNone},
		{ProofNone, ProofGuest, ProofGuest},
		{ProofNone, ProofSession, ProofSession},
		{ProofGuest, ProofNone, ProofGuest},
		{ProofGuest, ProofGuest, ProofGuest},
		{ProofGuest, ProofSession, ProofSession},
		{ProofSession, ProofNone, ProofSession},
		{ProofSession, ProofGuest, ProofSession},
		{ProofSession, ProofSession, ProofSession},
	} {
		for name, do := range map[string]wish{"reply": replies("Me."), "confirm": confirm, "reopen": reopen, "rename": renames("It was me")} {
			ticket, who := ticketIn(StatusSolved), ana
			ticket.Proof, who.Proof = tt.had, tt.came
			if _, err := do(&ticket, who); err != nil || ticket.Proof != tt.want {
				t.Errorf("%s with %s on %s: %s, %v", name, tt.came, tt.had, ticket.Proof, err)
			}
		}
		for name, do := range map[string]wish{"reply": replies("We."), "reopen": reopen, "solve": solves("Done.")} {
			ticket := ticketIn(StatusClosed)
			ticket.Proof = tt.had
			if _, err := do(&ticket, sam); err != nil || ticket.Proof != tt.had {
				t.Errorf("staff's %s proved %s to be %s, %v", name, tt.had, ticket.Proof, err)
			}
		}
	}
}

// A ticket is one agent's, or nobody's; never its requester's.
func TestAssignee(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to *Person
		want     string
		shown    string
	}{
		{"nobody takes it", nil, nil, "same", ""},
		{"eva takes it", nil, &eva.Person, "new/assigned", "Eva"},
		{"eva has it", &eva.Person, &eva.Person, "same", ""},
		{"sam takes it over", &eva.Person, &sam.Person, "new/assigned", "Sam"},
		{"nobody has it any more", &eva.Person, nil, "new/assigned", ""},
		{"its requester", nil, &ana.Person, "desk.assignee.own", ""},
	} {
		ticket := ticketIn(StatusNew)
		if tt.from != nil {
			ticket.AssigneeID = &tt.from.ID
		}
		var e Entry
		got := outcome(&ticket, sam, func(t *Ticket, who Actor) (_ Entry, err error) {
			e, err = assign(t, who, tt.to)
			return e, err
		})
		if got != tt.want || e.Data.Assignee != tt.shown {
			t.Errorf("%s: %s, shown as %q", tt.name, got, e.Data.Assignee)
		}
		if e.Data.Own != (e.Data.Assignee == "Sam") { // Sam does it all
			t.Errorf("%s: own is %v", tt.name, e.Data.Own)
		}
		if got == "new/assigned" && (tt.to == nil) != (ticket.AssigneeID == nil) {
			t.Errorf("%s: %v", tt.name, ticket.AssigneeID)
		}
	}
}

// A rating may change its mind for seven days after the first.
func TestRatingWindow(t *testing.T) {
	first := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		later time.Duration
		score string
		want  string
	}{
		{"at once", 0, "bad", "closed/rated"},
		{"on the last day", RatingOpen, "bad", "closed/rated"},
		{"too late", RatingOpen + time.Microsecond, "bad", "desk.score.late"},
		{"the same", time.Hour, "good", "same"},
		{"the same, late", 2 * RatingOpen, "good", "same"},
	} {
		ticket := ticketIn(StatusClosed)
		if _, err := rate(&ticket, ana, "good", "", first); err != nil {
			t.Fatal(err)
		}
		got := outcome(&ticket, ana, func(t *Ticket, who Actor) (Entry, error) { return rate(t, who, tt.score, "", first.Add(tt.later)) })
		if got != tt.want || !ticket.RatedAt.Equal(first) {
			t.Errorf("%s: %s, first rated %v", tt.name, got, ticket.RatedAt)
		}
		if want := map[bool]string{true: "bad", false: "good"}[got == "closed/rated"]; ticket.Score != want {
			t.Errorf("%s: score %s", tt.name, ticket.Score)
		}
	}
}

// Silence counts from the newest proposal: it warns once and then closes.
func TestSilenceRule(t *testing.T) {
	for _, tt := range []struct {
		name   string
		solved int64 // the proposal
		last   Kind  // the newest public entry
		about  int64 // whom the silence followed
		want   string
	}{
		{"nobody answered the proposal", 3, Solved, 3, "solved/warned"},
		{"it was rated, not answered", 3, Rated, 3, "solved/warned"},
		{"the job came twice", 3, Warned, 3, "same"},
		{"nobody answered the warning", 3, Warned, 4, "closed/closed"},
		{"the warning was rated, not answered", 3, Rated, 4, "closed/closed"},
		{"there is a newer proposal", 5, Solved, 3, "same"},
		{"the warning was about an older proposal", 5, Solved, 4, "same"},
	} {
		ticket := ticketIn(StatusSolved)
		ticket.SolvedSeq, ticket.PublicKind, ticket.PublicSeq = tt.solved, tt.last, max(tt.solved, tt.about)
		got := outcome(&ticket, system, func(t *Ticket, _ Actor) (Entry, error) { return autoClose(t, tt.about) })
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Each refusal names the form field to mend.
func TestFields(t *testing.T) {
	for field, do := range map[string]wish{
		"body": replies(""), "wants": asks("Hm?", "shoes"), "status": sets(StatusPending), "assignee": assigns(&ana.Person), "score": rates("meh"),
	} {
		who, ticket := sam, ticketIn(StatusClosed)
		if field == "score" {
			who = ana
		}
		if _, err := do(&ticket, who); fault.Of(err).Field != field {
			t.Errorf("%s: %+v", field, fault.Of(err))
		}
	}
}
