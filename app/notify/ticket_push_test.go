package notify

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/push"
	"hilo/app/pushtest"
	"hilo/db"
)

const soon = 10 * time.Second // the delay of pushes

// street is a push service, with the office's people's devices on it.
type street struct {
	*pushtest.Service
	o *office
}

func newStreet(t *testing.T, o *office) *street {
	return &street{pushtest.New(t), o}
}

// device turns on pushes in a browser where who is signed in, or is guest of a ticket.
func (s *street) device(who desk.Actor) push.Subscription {
	s.o.t.Helper()
	now, session := db.Time(s.o.clock()), access.Session{ID: rand.Text(), PersonID: who.ID, Ticket: who.Scope}
	kind := access.KindCustomer
	if who.Scope != 0 {
		kind = access.KindGuest
	}
	_, err := s.o.db.NewRaw(`INSERT INTO sessions (id, hash, kind, person_id, ticket, proven_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		session.ID, session.ID, kind, who.ID, who.Scope, now, now, now.Add(100*24*time.Hour)).Exec(s.o.t.Context())
	s.o.ok(err)
	sub := s.Subscribe()
	s.o.ok(s.o.Subscribe(s.o.t.Context(), session, sub))
	return sub
}

// shown is a push as a device reads it.
type shown struct {
	Notification struct {
		Title, Body, Lang, Tag, Navigate string
		Actions                          []push.Action
		Data                             push.Data
	}
	Badge int `json:"app_badge"`
	push  pushtest.Push
}

// pushes wants exactly n new ones and returns the last.
func (s *street) pushes(n int) (last shown) {
	s.o.t.Helper()
	all := s.Pushes()
	if len(all) != n {
		s.o.t.Fatalf("%d pushes, want %d", len(all), n)
	}
	for _, p := range all {
		last = shown{push: p}
		s.o.ok(json.Unmarshal(p.Payload, &last))
	}
	return last
}

func (x shown) does() (all []string) {
	for _, a := range x.Notification.Actions {
		all = append(all, a.Action)
	}
	return all
}

// A device is told after ten seconds, in the person's language, without a word
// of what was said, and is led to the ticket.
func TestPush(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		s.device(o.ana)
		n := o.ask(o.ana, "es")
		for _, tt := range []struct {
			act    func() error
			kind   string
			title  string
			does   []string
			forSeq bool
		}{
			{func() error { _, err := o.desk.Reply(t.Context(), o.sam, n, say()); return err }, "reply", "te hemos respondido", []string{"reply"}, false},
			{func() error { _, err := o.desk.Ask(t.Context(), o.sam, n, say(), []string{"time"}); return err }, "ask", "detalles", []string{"reply"}, false},
			{func() error { _, err := o.desk.Solve(t.Context(), o.sam, n, say()); return err }, "solve", "¿está resuelto?", []string{"confirm", "reopen"}, true},
		} {
			o.ok(tt.act())
			o.settle()
			o.pass(soon - time.Second)
			s.pushes(0)
			o.pass(time.Second)
			x := s.pushes(2).Notification
			url := fmt.Sprint("https://help.example.com/tickets/", n)
			if x.Data.Kind != tt.kind || !strings.Contains(x.Title, tt.title) || x.Lang != "es" || x.Tag != fmt.Sprint("ticket-", n) || x.Navigate != url {
				t.Errorf("%+v", x)
			}
			got := shown{Notification: x}
			if !slices.Equal(got.does(), tt.does) || x.Data.For != o.auth.AccountTag(o.ana.ID) || x.Data.Ticket != n {
				t.Errorf("%+v", x)
			}
			if last := o.last(n); x.Data.Seq != last {
				t.Errorf("%s: seq %d, want %d", tt.kind, x.Data.Seq, last)
			}
			o.sees(o.ana, n)
		}
		o.pass(time.Hour)
		s.pushes(0)
		o.mails(0)
	})
}

func (o *office) last(ticket int64) (seq int64) {
	o.t.Helper()
	o.ok(o.db.NewRaw("SELECT last_seq FROM tickets WHERE number = ?", ticket).Scan(o.t.Context(), &seq))
	return seq
}

// A burst is one push, ten seconds after its first word and however long it
// goes on, with a count; what follows replaces it.
func TestBurstIsOnePush(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		o.pass(6 * time.Second)
		_, err := o.desk.Solve(t.Context(), o.sam, n, say())
		o.ok(err)
		o.settle()
		o.pass(3 * time.Second)
		s.pushes(0)
		o.pass(time.Second)
		first := s.pushes(1)
		if x := first.Notification; x.Data.Kind != "solve" || !strings.Contains(x.Body, "2 novedades") || first.Badge != 1 || len(first.push.Payload) > fits {
			t.Errorf("%+v", first)
		}
		o.reply(o.eva, n)
		o.pass(soon)
		next := s.pushes(1)
		if next.Notification.Tag != first.Notification.Tag || next.push.Header.Get("Topic") != first.push.Header.Get("Topic") || next.Notification.Data.Kind != "reply" {
			t.Errorf("%+v", next)
		}
		if next.push.Header.Get("Urgency") != "high" || strings.Contains(fmt.Sprint(first.Notification, next.Notification), "canary") {
			t.Error("not urgent, or not discreet")
		}
		o.pass(delay)
		o.mails(1)
	})
}

// What a visible page showed, or was answered, no device shows.
func TestSeenIsNotPushed(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		o.pass(9 * time.Second)
		o.sees(o.ana, n)
		o.pass(soon)
		o.reply(o.sam, n)
		o.reply(o.ana, n)
		o.pass(time.Hour)
		s.pushes(0)
		o.mails(0)
		o.reply(o.sam, n)
		o.pass(5 * time.Second)
		o.sees(o.ana, n)
		o.reply(o.sam, n) // joins the job of the first, but has its own ten seconds
		o.pass(9 * time.Second)
		s.pushes(0)
		o.pass(time.Second)
		if x := s.pushes(1).Notification; strings.Contains(x.Body, "2") {
			t.Errorf("counts what was seen: %q", x.Body)
		}
	})
}

// A device that is turned on hears of what comes, not of what was.
func TestNewDeviceHearsOfNewsOnly(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		n := o.ask(o.ana, "es")
		o.reply(o.sam, n)
		o.pass(time.Hour)
		s.device(o.ana)
		o.pass(time.Hour)
		s.pushes(0)
		o.reply(o.sam, n)
		o.pass(soon - time.Second)
		s.pushes(0)
		o.pass(time.Second)
		if x := s.pushes(1).Notification; x.Body != "Ábrelo para leerlo." {
			t.Errorf("body %q", x.Body)
		}
	})
}

// Who wants to read at a glance gets the beginning, one line, as much as fits.
func TestPushWithText(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		c := only("reply/push")
		c.PushText = true
		o.ok(o.Choose(t.Context(), o.ana.ID, c))
		n := o.ask(o.ana, "es")
		for body, want := range map[string]string{
			"Hola,\n\n\tya   está.":        "Hola, ya está.",
			"a" + strings.Repeat("ñ", 500): "a" + strings.Repeat("ñ", 170),
			strings.Repeat("<\"", 300):     `<"<"<"`,
		} {
			_, err := o.desk.Reply(t.Context(), o.sam, n, desk.Message{Body: body})
			o.ok(err)
			o.settle()
			o.pass(soon)
			x := s.pushes(1)
			if !strings.HasPrefix(x.Notification.Body, want) || len(x.push.Payload) > fits || x.push.Size > 1024 {
				t.Errorf("%d bytes: %q", x.push.Size, x.Notification.Body)
			}
			o.sees(o.ana, n)
		}
	})
}

// A guest's device hears of that ticket and of no other of the same address.
func TestGuestsDevice(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		guest := o.stranger("guest@example.com")
		n, other := o.ask(guest, "es"), o.ask(guest, "es")
		o.proves(n)
		s.device(verified(guest, n))
		o.reply(o.sam, other)
		o.pass(time.Minute)
		s.pushes(0)
		o.reply(o.sam, n)
		o.pass(soon)
		if x := s.pushes(1); x.Notification.Data.Ticket != n || x.Notification.Data.For != "guest" || x.Badge != 1 {
			t.Errorf("%+v", x)
		}
		o.mails(4) // two received, two answered: the mail is not held back
	})
}
