package desk

import (
	"slices"
	"testing"
)

// Public kinds are listed; all else is the staff's.
func TestPublicKinds(t *testing.T) {
	public := []Kind{Asked, Closed, Confirmed, Erased, Opened, Rated, Renamed, Reopened, Replied, Solved, Warned}
	if got := kindsWith(Kind.Public); !slices.Equal(got, public) {
		t.Errorf("public are %v", got)
	}
	for _, k := range []Kind{Noted, Assigned, Held, Proven, Bounced, Undelivered, Guessed, Disowned, "flagged", ""} {
		if k.Public() {
			t.Errorf("%s is public", k)
		}
	}
}

// What a requester is told of, a push can name; nothing is told that they may not know.
func TestUrgencies(t *testing.T) {
	for k := range kinds {
		if told := k.Urgency() > Untold; told != (k.PushVerb() != "") || told && !k.Public() {
			t.Errorf("%s: told %v, %q, public %v", k, told, k.PushVerb(), k.Public())
		}
	}
}

// A kind that nobody listed is for staff alone, in Go and in queries.
func TestUnknownKind(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		s.ok(s.add(s.ctx, sam, n, sent{}, func(*Ticket) (Entry, error) { return Entry{Kind: "flagged", Body: "canary"}, nil }))
		if got := s.thread(ana, n); len(got) != 1 {
			t.Errorf("ana sees %d entries", len(got))
		}
		if got := s.thread(sam, n); len(got) != 2 {
			t.Errorf("sam sees %d entries", len(got))
		}
		if got := s.ticket(ana, n); got.PublicSeq != 1 || got.PublicKind != Opened {
			t.Errorf("her list shows %s", got.PublicKind)
		}
		if got := s.lists(ana, Filter{Query: "canary"}); len(got) != 0 {
			t.Errorf("ana finds it: %v", got)
		}
	})
}
