package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/fault"
)

// When quiet ends, by the clock on the person's wall.
func TestQuietUntil(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	utc := time.UTC
	for _, tt := range []struct {
		from, to string
		zone     *time.Location
		now, end string // UTC; "" is not quiet
	}{
		{"", "", utc, "2026-11-22 03:00", ""},
		{"22:00", "08:00", utc, "2026-11-22 21:59", ""},
		{"22:00", "08:00", utc, "2026-11-22 22:00", "2026-11-23 08:00"},
		{"22:00", "08:00", utc, "2026-11-22 07:59", "2026-11-22 08:00"},
		{"22:00", "08:00", utc, "2026-11-22 08:00", ""},
		{"13:00", "15:30", utc, "2026-11-22 13:00", "2026-11-22 15:30"},
		{"13:00", "15:30", utc, "2026-11-22 15:30", ""},
		{"13:00", "15:30", utc, "2026-11-22 12:59", ""},
		{"22:00", "08:00", madrid, "2026-11-22 21:00", "2026-11-23 07:00"},
		{"22:00", "08:00", madrid, "2026-11-22 20:59", ""},
		{"22:00", "08:00", madrid, "2026-12-31 23:30", "2027-01-01 07:00"}, // over the year
		{"22:00", "08:00", madrid, "2027-03-27 22:00", "2027-03-28 06:00"}, // the clock goes forward at 01:00 UTC
		{"22:00", "08:00", madrid, "2026-10-24 21:00", "2026-10-25 07:00"}, // and back
		{"22:00", "02:30", madrid, "2026-10-24 23:00", "2026-10-25 01:30"}, // 02:30 comes twice: the second ends it
	} {
		at := func(text string) time.Time {
			got, err := time.Parse("2006-01-02 15:04", text)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		got := Quiet{tt.from, tt.to}.until(at(tt.now), tt.zone)
		if tt.end == "" != got.IsZero() || tt.end != "" && !got.Equal(at(tt.end)) {
			t.Errorf("%s to %s at %s: until %v, want %q", tt.from, tt.to, tt.now, got.UTC(), tt.end)
		}
	}
	// Whatever the clock does, quiet ends, and within a day.
	for now := time.Date(2026, 10, 24, 12, 0, 0, 0, utc); now.Day() != 26; now = now.Add(7 * time.Minute) {
		for _, q := range []Quiet{{"02:15", "02:45"}, {"02:45", "02:15"}, {"03:00", "02:00"}, {"00:00", "23:59"}} {
			if end := q.until(now, madrid); !end.IsZero() && (!end.After(now) || end.Sub(now) > 25*time.Hour) {
				t.Fatalf("%v at %v: until %v", q, now, end)
			}
		}
	}
}

// Quiet hours that are none are refused with a word on the field.
func TestQuietHoursThatAreNone(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		for q, field := range map[Quiet]string{
			{"22:00", "22:00"}: "quiet_to", {"22:00", ""}: "quiet_to", {"", "08:00"}: "quiet_from", {"24:00", "08:00"}: "quiet_from",
			{"8:00", "22:00"}: "quiet_from", {"08:00", "22:00:30"}: "quiet_to", {"a", "b"}: "quiet_from",
		} {
			if f := fault.Of(o.Choose(t.Context(), o.ana.ID, Choices{Quiet: q})); f.Kind != fault.Invalid || f.Field != field {
				t.Errorf("%v: %+v", q, f)
			}
		}
		if c, err := o.Choices(t.Context(), o.ana.ID); err != nil || len(c.Refused) > 0 || c.PushText {
			t.Errorf("a refusal changed something: %+v, %v", c, err)
		}
	})
}

// night is the person's choice of quiet from ten to eight, in Madrid.
func (o *office) night() {
	o.t.Helper()
	_, err := o.db.NewRaw("UPDATE people SET timezone = 'Europe/Madrid' WHERE id = ?", o.ana.ID).Exec(o.t.Context())
	o.ok(err)
	c, err := o.Choices(o.t.Context(), o.ana.ID)
	o.ok(err)
	c.Quiet = Quiet{"22:00", "08:00"}
	o.ok(o.Choose(o.t.Context(), o.ana.ID, c))
}

// to moves the clock to a time of the next day or this one, in UTC.
func (o *office) to(hhmm string) {
	o.t.Helper()
	m, ok := minutes(hhmm)
	if !ok {
		o.t.Fatal(hhmm)
	}
	now := o.clock()
	at := time.Date(now.Year(), now.Month(), now.Day(), m/60, m%60, 0, 0, time.UTC)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	o.pass(at.Sub(now))
}

// At night no device makes a sound; in the morning there is one push for all.
// Mails come as ever, and what was read meanwhile is not mentioned.
func TestQuietNight(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		o.night()
		first, second, third := o.ask(o.ana, "es"), o.ask(o.ana, "es"), o.ask(o.ana, "es")
		o.to("21:00") // ten at night in Madrid
		o.reply(o.sam, first)
		o.acts("ask", second)
		o.reply(o.sam, third)
		o.pass(delay)
		o.mails(3)
		o.put(access.JobSignedIn, access.SignedIn{PersonID: o.ana.ID, At: o.clock()})
		o.settle()
		o.mails(4)
		o.sees(o.ana, third)
		o.pass(time.Hour)
		o.reply(o.sam, first)
		o.to("06:59")
		s.pushes(0)
		o.pass(time.Minute)
		x := s.pushes(1)
		if n := x.Notification; n.Data.Kind != "summary" || n.Title != "Novedades en 2 tickets" || n.Navigate != "https://help.example.com/notifications" || len(n.Actions) > 0 || x.Badge != 2 {
			t.Errorf("%+v", x)
		}
		o.pass(time.Hour)
		s.pushes(0)
		o.reply(o.sam, first)
		o.pass(soon)
		if x := s.pushes(1).Notification; x.Data.Ticket != first || strings.Contains(x.Body, "novedades") {
			t.Errorf("the day began with %+v", x)
		}
	})
}

// A night with news on one ticket ends with a push that leads there. What the
// last seconds before it brought waits too.
func TestQuietNightOfOneTicket(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		o.night()
		n := o.ask(o.ana, "es")
		o.to("21:00")
		o.pass(-5 * time.Second)
		o.reply(o.sam, n) // due when the night has begun
		o.pass(soon)
		o.acts("solve", n)
		o.pass(soon)
		o.to("07:00")
		if x := s.pushes(1).Notification; x.Tag != fmt.Sprint("ticket-", n) || x.Data.Kind != "solve" || !strings.Contains(x.Body, "2 novedades") {
			t.Errorf("%+v", x)
		}
	})
}

// Who ends the quiet hours hears at once what they held.
func TestQuietIsTakenBack(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		o.night()
		n := o.ask(o.ana, "es")
		o.to("22:00")
		o.reply(o.sam, n)
		o.pass(delay)
		s.pushes(0)
		o.ok(o.Choose(t.Context(), o.ana.ID, only("reply/push")))
		o.settle()
		s.pushes(1)
		o.to("07:00")
		s.pushes(0)
	})
}

// A push that could not be handed over before the night waits with the others.
func TestQuietFallsWhileThePushServiceIsAway(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		s.device(o.ana)
		o.night()
		n, other := o.ask(o.ana, "es"), o.ask(o.ana, "es")
		o.to("20:59")
		s.Answer(503)
		o.reply(o.sam, n)
		o.pass(soon)
		s.Answer(0)
		o.to("23:00")
		s.pushes(0)
		o.reply(o.sam, other)
		o.pass(soon)
		o.to("07:00")
		if x := s.pushes(1).Notification; x.Title != "Novedades en 2 tickets" {
			t.Errorf("%+v", x)
		}
	})
}
