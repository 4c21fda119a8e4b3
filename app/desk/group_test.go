package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Messages of one author within five minutes are a group, as each side sees them: what
// only staff see parts theirs alone.
func TestGroups(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, step := range []struct {
			after time.Duration
			do    func() (Entry, error)
		}{
			{time.Minute, func() (Entry, error) { return s.Reply(s.ctx, ana, n, say("two")) }},
			{groupedFor, func() (Entry, error) { return s.Reply(s.ctx, ana, n, say("three")) }},
			{0, func() (Entry, error) { return s.Note(s.ctx, sam, n, say("four")) }},
			{0, func() (Entry, error) { return s.Note(s.ctx, sam, n, say("five")) }},
			{time.Minute, func() (Entry, error) { return s.Reply(s.ctx, ana, n, say("six")) }},
			{0, func() (Entry, error) { return s.Ask(s.ctx, sam, n, say("seven"), nil) }},
			{0, func() (Entry, error) { return s.Solve(s.ctx, sam, n, say("eight")) }},
			{0, func() (Entry, error) { return s.Confirm(s.ctx, ana, n) }},
			{0, func() (Entry, error) { return s.Reply(s.ctx, ana, n, say("nine")) }},
			{0, func() (Entry, error) { return s.Reply(s.ctx, eva, n, say("ten")) }},
		} {
			s.pass(step.after)
			e := s.ok(step.do())
			read, _, err := s.Before(s.ctx, sam, s.ticket(sam, n), e.Seq+1)
			if last := read[len(read)-1]; err != nil || last.Data.Follows != e.Data.Follows || last.Data.PublicFollows != e.Data.PublicFollows {
				t.Errorf("%s is read as %+v, %v", e.Body, last.Data, err)
			}
		}
		for _, tt := range []struct {
			actor Actor
			want  string
		}{
			{ana, "two, six, eight"},
			{sam, "two, five, eight"},
		} {
			var got []string
			entries, _, err := s.Before(s.ctx, tt.actor, s.ticket(tt.actor, n), 0)
			for _, e := range entries {
				if e.Data.PublicFollows && !tt.actor.AtDesk() || e.Data.Follows && tt.actor.AtDesk() {
					got = append(got, e.Body)
				}
			}
			if all := strings.Join(got, ", "); err != nil || all != tt.want {
				t.Errorf("%s: %s go on, %v", fmt.Sprint(tt.actor.AtDesk()), all, err)
			}
		}
	})
}
