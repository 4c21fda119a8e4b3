package web_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/clocktest"
	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/sitetest"
)

// verb is something that is done on a site.
type verb struct {
	name string
	do   func() error
}

// Whatever is done, the next page shows it: byte for byte it is what it would be where
// nothing was made before.
func TestWhatWasMadeFollowsEveryVerb(t *testing.T) {
	var later atomic.Int64
	at := clocktest.Now()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Now = func() time.Time { return at.Add(time.Duration(later.Load())) } })
	open, solved, closed, fresh := site.Ticket(ana, desk.StatusOpen), site.Ticket(ana, desk.StatusSolved), site.Ticket(ana, desk.StatusClosed), site.Ticket(ana, desk.StatusNew)
	pages := map[*sitetest.Browser][]string{
		site.As(ana):   {"/tickets", "/tickets?show=closed", "/tickets/new", open.Path(), closed.Path(), fresh.Path()},
		site.As(sam):   {"/desk?view=all", "/desk" + open.Path()},
		site.As("eva"): {"/desk?view=mine"},
	}
	all := func() map[string]string {
		shown := map[string]string{}
		for b, paths := range pages {
			for _, path := range paths {
				a := b.With("Sec-Purpose", "prefetch").Get(path) // which marks nothing as read
				if strings.Contains(a.Body, site.Web.Made().Holes.Key) || strings.Contains(a.Body, site.Web.Made().Holes.Clock) {
					t.Errorf("%s names what is filled", path)
				}
				shown[path] = asSent(a)
			}
		}
		return shown
	}
	all()
	for _, v := range append(verbsOfStaff(site, open, solved), append(verbsOfRequesters(site, open, closed, fresh), verb{"days later", func() error {
		later.Add(int64(desk.RatingOpen + time.Hour))
		_, err := site.DB.Exec(t.Context(), "UPDATE sessions SET seen_at = ?", at.Add(desk.RatingOpen))
		return err
	}})...) {
		if err := v.do(); err != nil {
			t.Fatalf("%s: %v", v.name, err)
		}
		warm := all()
		site.Web.Made().Clear()
		for path, cold := range all() {
			if warm[path] != cold {
				t.Errorf("after %s %s shows what was:\n%s", v.name, path, sitetest.Changed(cold, warm[path]))
			}
		}
	}
}

// verbsOfStaff are theirs on tickets of Ana.
func verbsOfStaff(site *sitetest.Site, open, solved *desk.Ticket) []verb {
	ctx, e, s, say := context.Background(), site.Agent("eva"), site.Agent(sam), desk.Message{Body: "Ya lo miramos."}
	return []verb{
		{"assignment", func() error { return second(site.Desk.Assign(ctx, e, open.Number, s.Email)) }},
		{"a note", func() error { return second(site.Desk.Note(ctx, e, open.Number, say)) }},
		{"holding", func() error { return second(site.Desk.SetStatus(ctx, e, open.Number, desk.StatusHold)) }},
		{"asking", func() error { return second(site.Desk.Ask(ctx, e, open.Number, say, []string{"time"})) }},
		{"solving", func() error { return second(site.Desk.Solve(ctx, e, open.Number, say)) }},
		{"a bounce", func() error { return site.Desk.Bounce(ctx, solved.Number) }},
		{"a draft at the desk", func() error {
			return site.Desk.Drafts.Save(ctx, s, desk.Draft{Ticket: open.Number, Body: "Pues", Key: "k2"})
		}},
		{"another at the desk", func() error { return second(site.Auth.Staff.Add(ctx, "nueva@hilo.example", "Nueva Gil", false)) }},
		{"another name at the desk", func() error { return site.Desk.Describe(ctx, s, desk.Profile{Name: "Samuela Paz"}) }},
		{"one less at the desk", func() error { return site.Auth.Staff.Remove(ctx, "nueva@hilo.example") }},
		{"first steps put away", func() error { return site.Auth.Staff.PutAway(ctx) }},
	}
}

// verbsOfRequesters are Ana's, and of others who know her address.
func verbsOfRequesters(site *sitetest.Site, open, closed, fresh *desk.Ticket) []verb {
	ctx, a, say := context.Background(), site.Person(ana), desk.Message{Body: "A las tres."}
	var strange *desk.Ticket
	draft := func(of int64) func() error {
		return func() error {
			return site.Desk.Drafts.Save(ctx, a, desk.Draft{Ticket: of, Body: "Pues", Key: fmt.Sprint("k", of)})
		}
	}
	mute := func(level notify.Level) func() error {
		return func() error { return site.Notify.Mute(ctx, a, site.Read(fresh.Number), level) }
	}
	return []verb{
		{"reopening", func() error { return second(site.Desk.Reopen(ctx, a, open.Number)) }},
		{"a reply", func() error { return second(site.Desk.Reply(ctx, a, open.Number, say)) }},
		{"reading", func() error { return site.Desk.See(ctx, a, site.Read(open.Number), open.LastSeq+2) }},
		{"renaming", func() error { return second(site.Desk.Rename(ctx, a, open.Number, "Otro asunto")) }},
		{"rating", func() error { return second(site.Desk.Rate(ctx, a, closed.Number, "bad", "")) }},
		{"a comment", func() error { return second(site.Desk.Rate(ctx, a, closed.Number, "bad", "Tardó")) }},
		{"muting", mute("off")}, {"hearing again", mute("all")},
		{"a draft", draft(open.Number)}, {"a draft of a new one", draft(0)},
		{"no draft", func() error { return site.Desk.Drafts.Drop(ctx, a, open.Number) }},
		{"no draft of a new one", func() error { return site.Desk.Drafts.Drop(ctx, a, 0) }},
		{"a stranger's ticket", func() (err error) {
			strange, _, err = site.Desk.OpenFor(ctx, a.Email, desk.Question{Topic: "other", Subject: "No soy yo", Message: say})
			return err
		}},
		{"claiming it", func() error { return second(site.Desk.AnswerOwnership(ctx, a, strange.Number, true)) }},
		{"asking for erasure", func() error { return site.Erasures.Ask(ctx, a.ID) }},
		{"no erasure", func() error { return site.Erasures.Cancel(ctx, a.ID) }},
		{"another language and zone", func() error {
			return site.Desk.Describe(ctx, a, desk.Profile{Name: "Anabel Ruiz", Locale: "en", Timezone: "Asia/Tokyo"})
		}},
		{"no name", func() error { return site.Desk.Describe(ctx, a, desk.Profile{}) }},
		{"redaction", func() error { return site.Desk.Redact(ctx, desk.Actor{}, open.Number) }},
	}
}

func second[T any](_ T, err error) error { return err }
