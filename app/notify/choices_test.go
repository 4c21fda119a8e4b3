package notify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
)

// acts are what staff do, by the kind that settings call it.
func (o *office) acts(kind string, n int64) {
	o.t.Helper()
	var err error
	switch kind {
	case "reply":
		_, err = o.desk.Reply(o.t.Context(), o.sam, n, say())
	case "ask":
		_, err = o.desk.Ask(o.t.Context(), o.sam, n, say(), []string{"time"})
	case "solve":
		_, err = o.desk.Solve(o.t.Context(), o.sam, n, say())
	}
	o.ok(err)
	o.settle()
}

// only are choices by which nothing else is heard of, each named kind/channel.
func only(wanted ...string) Choices {
	c := Choices{Refused: Refused{}}
	for _, kind := range Kinds {
		for _, channel := range Channels {
			c.Refused[Choice{kind, channel}] = !slices.Contains(wanted, kind+"/"+channel)
		}
	}
	return c
}

// Every cell of the matrix, alone and left out, through to the mail server and
// the push service: it decides on its own kind and channel and on nothing else.
func TestEveryCell(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n, mails := o.ask(o.ana, "es"), 0
		for _, alone := range []bool{true, false} {
			for _, channel := range Channels {
				for _, kind := range Kinds {
					c := Choices{Refused: Refused{{kind, channel}: true}}
					if alone {
						c = only(kind + "/" + channel)
					}
					o.ok(o.Choose(t.Context(), o.ana.ID, c))
					for _, happens := range Kinds {
						o.acts(happens, n)
						o.pass(delay)
						pushed, mailed := len(s.Pushes()) > 0, len(o.post.all()) > mails
						if pushed != c.Wants(happens, "push") || mailed != c.Wants(happens, "mail") {
							t.Errorf("%s_%s alone %v: %s: push %v, mail %v", channel, kind, alone, happens, pushed, mailed)
						}
						mails = len(o.post.all())
						o.sees(o.ana, n)
					}
				}
			}
		}
	})
}

// What was off when it happened stays untold, and is not counted later.
func TestOffIsOverForGood(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n := o.ask(o.ana, "es")
		o.ok(o.Choose(t.Context(), o.ana.ID, only("solve/push", "solve/mail")))
		o.acts("reply", n)
		o.acts("ask", n)
		o.pass(time.Hour)
		s.pushes(0)
		o.mails(0)
		o.ok(o.Choose(t.Context(), o.ana.ID, only("reply/push", "reply/mail")))
		o.pass(time.Hour)
		o.acts("reply", n)
		o.pass(soon - time.Second)
		s.pushes(0)
		o.pass(time.Second)
		if x := s.pushes(1).Notification; strings.Contains(x.Body, "novedades") || x.Data.Kind != "reply" {
			t.Errorf("%+v", x)
		}
		o.pass(delay - soon - time.Second)
		o.mails(0)
		o.pass(time.Second)
		o.mails(1)
	})
}

// The bell: all, only what needs an answer, nothing; mails and pushes alike,
// this ticket and no other.
func TestLevels(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n, other, mails := o.ask(o.ana, "es"), o.ask(o.ana, "es"), 0
		for level, want := range map[Level]string{All: "reply ask solve", Needed: "ask solve", Off: ""} {
			o.mute(o.ana, n, level)
			for _, kind := range Kinds {
				o.acts(kind, n)
				o.acts(kind, other)
				o.pass(delay)
				heard := 1
				if strings.Contains(want, kind) {
					heard = 2
				}
				if got := len(s.Pushes()); got != heard {
					t.Errorf("%s, %s: %d pushes", level, kind, got)
				}
				if got := len(o.post.all()) - mails; got != heard {
					t.Errorf("%s, %s: %d mails", level, kind, got)
				}
				mails += heard
				o.sees(o.ana, n)
				o.sees(o.ana, other)
			}
		}
	})
}

func (o *office) mute(who desk.Actor, n int64, level Level) Level {
	o.t.Helper()
	t, err := o.desk.Ticket(o.t.Context(), who, n)
	o.ok(err)
	o.ok(o.Mute(o.t.Context(), who, t, level))
	kept, err := o.desk.Ticket(o.t.Context(), who, n)
	o.ok(err)
	if t.Muted != kept.Muted || t.MailOff != kept.MailOff {
		o.t.Errorf("told %q, %t; kept %q, %t", t.Muted, t.MailOff, kept.Muted, kept.MailOff)
	}
	return LevelOf(kept)
}

// Without a level the bell turns all off and on; a wrong one changes nothing.
func TestBellToggles(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		n := o.ask(o.ana, "es")
		for _, step := range []struct{ set, want Level }{{"", Off}, {"", All}, {Needed, Needed}, {"", All}, {Off, Off}, {All, All}, {Needed, Needed}, {Off, Off}, {"", All}} {
			if got := o.mute(o.ana, n, step.set); got != step.want {
				t.Errorf("%q gives %s, want %s", step.set, got, step.want)
			}
		}
		ticket, err := o.desk.Ticket(t.Context(), o.ana, n)
		o.ok(err)
		if err := o.Mute(t.Context(), o.ana, ticket, "loud"); err == nil || o.mute(o.ana, n, Needed) != Needed {
			t.Error("a level that is none was taken")
		}
	})
}

// A mail says where to end mails on its ticket, in its head alone. That ends
// mails and nothing else, until the bell brings them back.
func TestUnsubscribeFromTheMail(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n, other := o.ask(o.ana, "es"), o.ask(o.ana, "es")
		o.reply(o.sam, n)
		o.pass(delay)
		s.pushes(1)
		m := o.mails(1)
		link := strings.Trim(m.Header.Get("List-Unsubscribe"), "<>")
		token, ok := strings.CutPrefix(link, "https://help.example.com/u/")
		if !ok || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || strings.Contains(m.Text+m.HTML, token) {
			t.Fatalf("%q", link)
		}
		m.link(t)
		for i := range len(token) { // no bit of it may differ
			wrong := token[:i] + string("AB"[strings.Index("A", token[i:i+1])+1]) + token[i+1:]
			if sub, err := o.auth.FindSubscription(t.Context(), wrong); err == nil && wrong != token {
				t.Fatalf("character %d: %+v", i, sub)
			}
		}
		sub, err := o.auth.FindSubscription(t.Context(), token)
		o.ok(err)
		if sub.PersonID != o.ana.ID || sub.Ticket != n || sub.Masked != "a•••@e•••.com" {
			t.Fatalf("%+v", sub)
		}
		for range 2 { // mail programs may say it twice
			o.ok(o.MuteMail(t.Context(), sub.PersonID, sub.Ticket))
		}
		o.reply(o.sam, n)
		o.reply(o.sam, other)
		o.pass(delay)
		s.pushes(2)
		if m := o.mails(2); m.link(t) != fmt.Sprint("https://help.example.com/tickets/", other) {
			t.Error("mails on the wrong ticket ended")
		}
		if o.mute(o.ana, n, Needed) != Needed {
			t.Error("not muted")
		}
		o.sees(o.ana, n)
		o.acts("ask", n)
		o.pass(delay)
		s.pushes(1)
		o.mails(2)
		o.mute(o.ana, n, All)
		o.acts("reply", n)
		o.pass(delay)
		s.pushes(1)
		o.mails(3)
	})
}
