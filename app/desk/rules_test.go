package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/fault"
	"hilo/app/scan"
)

// wish is what a person wants of a ticket.
type wish func(*Ticket, Actor) (Entry, error)

func replies(body string) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return reply(t, who, say(body), scan.UsualIDs()) }
}

func asks(body string, wants ...string) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return ask(t, who, say(body), wants) }
}

func solves(body string) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return solve(t, who, say(body)) }
}

func notes(body string) wish {
	return func(_ *Ticket, who Actor) (Entry, error) { return note(who, say(body)) }
}

func sets(status Status) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return setStatus(t, who, status) }
}

func assigns(to *Person) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return assign(t, who, to) }
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func rates(score string) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return rate(t, who, score, "", noon) }
}

func renames(subject string) wish {
	return func(t *Ticket, who Actor) (Entry, error) { return rename(t, who, subject) }
}

func waits(t *Ticket, _ Actor) (Entry, error) { return autoClose(t, t.SolvedSeq) }

// all is the same answer from every status.
func all(outcome string) string { return strings.Repeat(outcome+" ", 6) }

// The rule book: what each wish makes of a ticket in each status. An outcome is
// the next status and the kind of the entry; "same" when it is so already;
// "hidden" for whom it is not; else the words of the refusal.
func TestRuleBook(t *testing.T) {
	for _, tt := range []struct {
		name string
		who  Actor
		do   wish
		then string // from new, open, pending, hold, solved, closed
	}{
		{"a customer replies", ana, replies("Mine."), "new/replied open/replied open/replied open/replied open/replied open/replied"},
		{"staff reply", sam, replies("Which bank?"), all("open/replied")},
		{"a reply needs words", ana, replies(" \n"), all("desk.body.empty")},
		{"staff ask", sam, asks("When?", "time"), all("pending/asked")},
		{"what is asked for is on the list", sam, asks("Shoe size?", "shoes"), all("desk.wants.unknown")},
		{"a question needs words", sam, asks("", "time"), all("desk.body.empty")},
		{"a customer cannot ask for details", ana, asks("When?"), all("hidden")},
		{"staff solve", sam, solves("Done."), all("solved/solved")},
		{"a solution needs words", sam, solves(""), all("desk.body.empty")},
		{"a customer cannot propose", ana, solves("Done."), all("hidden")},

		{"a customer confirms what was proposed", ana, confirm, strings.Repeat("desk.confirm.stale ", 4) + "closed/confirmed same"},
		{"staff cannot confirm", sam, confirm, all("hidden")},
		{"a customer says not yet", ana, reopen, "same same same same open/reopened open/reopened"},
		{"staff reopen", sam, reopen, "same same same same open/reopened open/reopened"},

		{"staff set open", sam, sets(StatusOpen), "open/held same open/held open/held open/reopened open/reopened"},
		{"staff set hold", sam, sets(StatusHold), "hold/held hold/held hold/held same hold/reopened hold/reopened"},
		{"staff set solved", sam, sets(StatusSolved), "solved/solved solved/solved solved/solved solved/solved same solved/solved"},
		{"pending is asked for, not set", sam, sets(StatusPending), all("desk.status.unknown")},
		{"closing is the customer's", sam, sets(StatusClosed), all("desk.status.unknown")},
		{"nobody sets new", sam, sets(StatusNew), all("desk.status.unknown")},
		{"a customer sets nothing", ana, sets(StatusOpen), all("hidden")},

		{"a note turns nothing", sam, notes("Bank says Thursday."), "new/noted open/noted pending/noted hold/noted solved/noted closed/noted"},
		{"a note needs words", sam, notes(""), all("desk.body.empty")},
		{"a customer has no notes", ana, notes("Hm."), all("hidden")},
		{"assigning turns nothing", sam, assigns(&eva.Person), "new/assigned open/assigned pending/assigned hold/assigned solved/assigned closed/assigned"},
		{"a customer assigns nobody", ana, assigns(&eva.Person), all("hidden")},

		{"rating is for the end", ana, rates("good"), strings.Repeat("desk.score.early ", 4) + "solved/rated closed/rated"},
		{"a rating is good or bad", ana, rates(""), all("desk.score.empty")},
		{"staff rate nobody", sam, rates("good"), all("hidden")},
		{"correcting the subject turns nothing", ana, renames("Charged twice"), "new/renamed open/renamed pending/renamed hold/renamed solved/renamed closed/renamed"},
		{"a subject needs words", ana, renames(" \u200b"), all("desk.subject.empty")},
		{"a subject is short", ana, renames(strings.Repeat("x", MaxSubject+1)), all("desk.subject.long")},
		{"staff correct no subject", sam, renames("Charged twice"), all("hidden")},
		{"silence warns about a solution only", system, waits, "same same same same solved/warned same"},
	} {
		outcomes := strings.Fields(tt.then)
		for i, from := range []Status{StatusNew, StatusOpen, StatusPending, StatusHold, StatusSolved, StatusClosed} {
			before := ticketIn(from)
			after := before
			if got := outcome(&after, tt.who, tt.do); got != outcomes[i] {
				t.Errorf("%s, from %s: %s, want %s", tt.name, from, got, outcomes[i])
			}
			if !strings.Contains(outcomes[i], "/") && after != before {
				t.Errorf("%s, from %s: refused, and yet %+v", tt.name, from, after)
			}
			if after.Status != StatusPending && after.Asked != "" {
				t.Errorf("%s, from %s: still waits for %s", tt.name, from, after.Asked)
			}
			if after.Status != StatusSolved && after.SolvedSeq != 0 {
				t.Errorf("%s, from %s: still proposes %d", tt.name, from, after.SolvedSeq)
			}
		}
	}
}

// ticketIn is Ana's ticket in a status, with what belongs to it.
func ticketIn(status Status) Ticket {
	t := Ticket{Number: 12345678, RequesterID: ana.ID, Status: status, Proof: ProofSession, LastSeq: 3, PublicSeq: 3, PublicKind: Replied}
	switch status {
	case StatusPending:
		t.Asked, t.PublicKind = `["time"]`, Asked
	case StatusSolved:
		t.SolvedSeq, t.PublicKind = 3, Solved
	}
	return t
}

func outcome(t *Ticket, who Actor, do wish) string {
	e, err := do(t, who)
	kinds := map[string]fault.Kind{"desk.confirm.stale": fault.Stale, "desk.score.early": fault.Stale, "desk.score.late": fault.Stale}
	f := fault.Of(err)
	switch {
	case err == nil:
		return string(t.Status) + "/" + string(e.Kind)
	case errors.Is(err, errSame):
		return "same"
	case f.Kind == fault.Unknown:
		return "hidden"
	case f.Kind == fault.Invalid && f.Field != "" || f.Kind == fault.Stale && kinds[f.Key] == fault.Stale:
		return f.Key
	}
	return err.Error()
}

// A checklist stays until the ticket leaves pending; asking again without one keeps it.
func TestChecklist(t *testing.T) {
	ticket := ticketIn(StatusOpen)
	e, err := ask(&ticket, sam, say("Two things."), []string{"transaction", "time"})
	if err != nil || !slices.Equal(ticket.Wants(), []string{"transaction", "time"}) || !slices.Equal(e.Data.Wants, ticket.Wants()) {
		t.Fatalf("%v, %v, %v", ticket.Wants(), e.Data.Wants, err)
	}
	if _, err := ask(&ticket, sam, say("Please."), nil); err != nil || len(ticket.Wants()) != 2 {
		t.Errorf("asked again: %v, %v", ticket.Wants(), err)
	}
	if _, err := ask(&ticket, sam, say("Only this."), []string{"screenshot"}); err != nil || !slices.Equal(ticket.Wants(), []string{"screenshot"}) {
		t.Errorf("asked for other things: %v, %v", ticket.Wants(), err)
	}
	if _, err := reply(&ticket, ana, say("Here."), scan.UsualIDs()); err != nil || ticket.Wants() != nil {
		t.Errorf("answered: %v, %v", ticket.Wants(), err)
	}
}
