package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/files"
)

// Their own tickets: what waits for them first, then by what happened last;
// the closed ones are on the other tab.
func TestTickets(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		at := map[Status]int64{}
		for _, status := range []Status{StatusSolved, StatusNew, StatusPending, StatusClosed, StatusOpen, StatusHold} {
			at[status] = s.brings(ana, status)
			s.pass(time.Minute)
		}
		s.brings(luis, StatusOpen)
		open := []int64{at[StatusPending], at[StatusSolved], at[StatusHold], at[StatusOpen], at[StatusNew]}
		if got := s.lists(ana, Filter{}); !slices.Equal(got, open) {
			t.Errorf("open: %v, want %v", got, open)
		}
		if got := s.lists(ana, Filter{View: ClosedView}); !slices.Equal(got, []int64{at[StatusClosed]}) {
			t.Errorf("closed: %v", got)
		}
		s.ok(s.Reply(s.ctx, sam, at[StatusNew], say("On it.")))
		s.ok(s.Note(s.ctx, sam, at[StatusOpen], say("A note moves nothing.")))
		open = []int64{at[StatusPending], at[StatusSolved], at[StatusNew], at[StatusHold], at[StatusOpen]}
		if got := s.lists(ana, Filter{}); !slices.Equal(got, open) {
			t.Errorf("after a reply: %v, want %v", got, open)
		}
		s.pass(time.Minute)
		s.ok(s.Reply(s.ctx, ana, at[StatusClosed], say("Again!")))
		if got := s.lists(ana, Filter{}); len(got) != 6 || got[2] != at[StatusClosed] || len(s.lists(ana, Filter{View: ClosedView})) != 0 {
			t.Errorf("after a revival: %v", got)
		}
	})
}

// A row says what happened last, by whom, when, and whether there are files.
func TestRow(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		s.pass(time.Minute)
		s.ok(s.Reply(s.ctx, sam, n, Message{Body: "See\nthe  file.", Files: []File{{Meta: files.Meta{Name: "a.pdf", SHA256: "aa"}}, {Meta: files.Meta{Name: "b.pdf", SHA256: "bb"}}}}))
		want := rowPublic{Status: StatusOpen, PublicSeq: 2, PublicAt: s.clock(), PublicLine: "See the file.", PublicKind: Replied, PublicFiles: 2, ByName: sam.Name, Unread: true}
		got := s.row(ana, n)
		if got.PublicAt = got.PublicAt.UTC(); got != want {
			t.Errorf("%+v\nwant %+v", got, want)
		}
		s.ok(s.SetStatus(s.ctx, sam, n, StatusSolved))
		if got := s.row(ana, n); got.PublicLine != "" || got.PublicKind != Solved || got.ByName != sam.Name {
			t.Errorf("solved without a word: %+v", got)
		}
	})
}

// A stream reads only what changed, of any status; what is more than a page
// comes next.
func TestTicketsSince(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		var all []int64
		for range ListPage + 7 {
			all = append(all, s.opens(ana, "Charged twice", "Twice!"))
		}
		s.ok(s.Solve(s.ctx, sam, all[0], say("Done.")))
		all = append(all[1:], all[0])
		var got []int64
		for since := int64(1); ; {
			rows, _, err := s.Lists.Rows(s.ctx, ana, Filter{}, Span{Since: since})
			must(t, err)
			if len(rows) == 0 {
				break
			}
			got, since = append(got, numbers(rows)...), rows[len(rows)-1].InboxSeq
		}
		if !slices.Equal(got, all) {
			t.Errorf("%d rows %v\nwant %d rows %v", len(got), got, len(all), all)
		}
	})
}

// The thread opens at its end and is read backwards in pages, forwards from where one was.
func TestThreadPages(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Line 1")
		for i := 2; i <= StreamPage+10; i++ {
			if i%10 == 0 {
				s.ok(s.Note(s.ctx, sam, n, say("Hm.")))
				continue
			}
			s.ok(s.Reply(s.ctx, []Actor{ana, sam}[i%2], n, say(fmt.Sprint("Line ", i))))
		}
		for who, want := range map[Actor]int{ana: 99, sam: 110} {
			ticket := s.ticket(who, n)
			var read []int64
			for seq, more := int64(0), true; more; {
				var page []Entry
				var err error
				page, more, err = s.Before(s.ctx, who, ticket, seq)
				must(t, err)
				if len(page) > ThreadPage || more != (len(page) == ThreadPage) {
					t.Errorf("%d entries, more %v", len(page), more)
				}
				read, seq = append(seqs(page), read...), page[0].Seq
			}
			var followed []int64
			for seq := int64(0); ; {
				_, page, err := s.After(s.ctx, who, n, seq)
				must(t, err)
				if len(page) == 0 {
					break
				}
				followed, seq = append(followed, seqs(page)...), page[len(page)-1].Seq
			}
			if len(read) != want || !slices.IsSorted(read) || !slices.Equal(read, followed) {
				t.Errorf("%s read %v\nfollowed %v", who.Name, read, followed)
			}
		}
	})
}

func seqs(entries []Entry) (all []int64) {
	for _, e := range entries {
		all = append(all, e.Seq)
	}
	return all
}

// No page and no read of a stream holds more text than one of them may, or one
// entry; what follows is told, and nothing is left out.
func TestThreadPagesAreBounded(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "A title", "Help!")
		const all = 40
		for i := 2; i <= all; i++ {
			s.ok(s.Reply(s.ctx, ana, n, say(fmt.Sprint(i)+strings.Repeat("漢", MaxBody-2))))
		}
		bounded := func(entries []Entry) {
			t.Helper()
			text := 0
			for _, e := range entries {
				text += len(e.Body)
			}
			if len(entries) == 0 || text > PageText+3*MaxBody {
				t.Fatalf("%d entries, %d bytes", len(entries), text)
			}
		}
		ticket, seen := s.ticket(ana, n), all
		for seq, more := int64(0), true; more; {
			var page []Entry
			var err error
			page, more, err = s.Before(s.ctx, ana, ticket, seq)
			must(t, err)
			bounded(page)
			if last := page[len(page)-1].Seq; last != int64(seen) {
				t.Fatalf("%d comes after %d", last, seen)
			}
			seq, seen = page[0].Seq, seen-len(page)
		}
		for seq, more := int64(0), true; more; {
			_, page, err := s.After(s.ctx, sam, n, seq)
			must(t, err)
			bounded(page)
			if page[0].Seq != int64(seen)+1 {
				t.Fatalf("%d comes after %d", page[0].Seq, seen)
			}
			more, seen, seq = Behind(page), seen+len(page), page[len(page)-1].Seq
		}
		if seen != all {
			t.Errorf("%d entries came", seen)
		}
	})
}

// The version of a person's lists is another once they show something else, whoever did it.
func TestVersionOfLists(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ticket, _, err := s.Open(s.ctx, ana, Question{Topic: "other", Subject: "Mi tarjeta", Message: Message{Body: "Hola"}})
		must(t, err)
		was := map[string]Version{}
		changed := func(what string, actor Actor, want bool) {
			t.Helper()
			now, err := s.Lists.Version(s.ctx, actor)
			must(t, err)
			name := fmt.Sprint(actor.Name, actor.AtDesk())
			if (now != was[name]) != want {
				t.Errorf("%s: %s has %+v after %+v", what, name, now, was[name])
			}
			was[name] = now
		}
		atDesk := sam.OnDesk()
		step := func(what string, err error, hers, his bool) {
			t.Helper()
			must(t, err)
			changed(what, ana, hers)
			changed(what, atDesk, his)
		}
		step("at first", nil, true, true)
		step("nothing", nil, false, false)
		_, err = s.Reply(s.ctx, atDesk, ticket.Number, Message{Body: "Ya"})
		step("an answer", err, true, true)
		again, err := s.Desk.Ticket(s.ctx, ana, ticket.Number)
		must(t, err)
		step("she read it", s.See(s.ctx, ana, again, again.LastSeq), true, false)
		_, err = s.Note(s.ctx, eva.OnDesk(), ticket.Number, Message{Body: "Ojo"})
		step("a note", err, false, true)
		again, err = s.Desk.Ticket(s.ctx, atDesk, ticket.Number)
		must(t, err)
		step("he read it", s.See(s.ctx, atDesk, again, again.LastSeq), false, true)
		step("her draft", s.Drafts.Save(s.ctx, ana, Draft{Ticket: ticket.Number, Body: "Pues", Key: "k"}), true, false)
		step("his draft", s.Drafts.Save(s.ctx, atDesk, Draft{Ticket: ticket.Number, Body: "Pues", Key: "k"}), false, true)
		step("no draft of hers", s.Drafts.Drop(s.ctx, ana, ticket.Number), true, false)
		step("her name", s.Describe(s.ctx, ana, Profile{Name: "Anabel"}), true, true)
		step("a name that nothing shows", s.Describe(s.ctx, luis, Profile{Name: "Luis Miguel"}), false, false)
	})
}

// Of a ticket that nothing happened to, the same is shown; of others, and to others, not.
func TestShown(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, other := s.brings(ana, StatusSolved), s.brings(ana, StatusSolved)
		shown := func(who Actor, number int64) Shown { t.Helper(); return s.ticket(who, number).Shown() }
		was, desk := shown(ana, one), shown(sam, one)
		if was != shown(ana, one) || desk != shown(sam, one) {
			t.Error("it looks as if something had happened")
		}
		if was == shown(ana, other) {
			t.Error("two tickets look alike")
		}
		s.ok(s.Note(s.ctx, sam, one, say("Ojo.")))
		if desk == shown(sam, one) {
			t.Error("a note is not shown at the desk")
		}
		was = shown(ana, one)
		s.ok(s.Assign(s.ctx, sam, one, "eva@example.com"))
		if was == shown(ana, one) {
			t.Error("another assignee is not shown")
		}
	})
}
