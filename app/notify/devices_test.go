package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/push"
	"hilo/app/pushtest"
	"hilo/db"
)

// session lets who in, as an account or, with a ticket, as its guest.
func (o *office) session(id string, who desk.Actor, ticket int64) access.Session {
	o.t.Helper()
	s := access.Session{ID: id, Hash: "hash of " + id, Kind: access.KindCustomer, PersonID: who.ID, Ticket: ticket, Browser: "Firefox · Linux"}
	if ticket != 0 {
		s.Kind = access.KindGuest
	}
	s.ProvenAt, s.SeenAt, s.ExpiresAt = db.Time(o.clock()), db.Time(o.clock()), db.Time(o.clock().Add(24*time.Hour))
	_, err := o.db.NewInsert().Model(&s).Exec(o.t.Context())
	o.ok(err)
	return s
}

func (o *office) end(s access.Session) {
	o.t.Helper()
	_, err := o.db.NewRaw("DELETE FROM sessions WHERE id = ?", s.ID).Exec(o.t.Context())
	o.ok(err)
}

// hears names the devices that may hear of a ticket, by endpoint.
func (o *office) hears(who desk.Actor, ticket int64) (endpoints []string) {
	o.t.Helper()
	all, err := o.devicesFor(o.t.Context(), who.ID, ticket)
	o.ok(err)
	for _, d := range all {
		endpoints = append(endpoints, d.Endpoint)
	}
	return endpoints
}

func (o *office) hear(who desk.Actor, ticket int64, want ...push.Subscription) {
	o.t.Helper()
	got := o.hears(who, ticket)
	for i, sub := range want {
		if len(got) != len(want) || got[i] != sub.Endpoint {
			o.t.Errorf("%v hear, want %v", got, want)
			return
		}
	}
	if len(want) == 0 && len(got) > 0 {
		o.t.Errorf("%v hear", got)
	}
}

// A device belongs to the session that turned it on: it ends with it, and moves
// to whoever signs in on the same browser.
func TestDeviceBelongsToItsSession(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service := t.Context(), pushtest.New(t)
		ticket, phone := o.ask(o.ana, "es"), service.Subscribe()
		first := o.session("first", o.ana, 0)
		o.ok(o.Subscribe(ctx, first, phone))
		o.hear(o.ana, ticket, phone)
		all, err := o.Devices(ctx, o.ana.ID)
		o.ok(err)
		if len(all) != 1 || all[0].Name != "Firefox · Linux" || !all[0].DeliveredAt.IsZero() {
			t.Fatalf("%+v", all)
		}
		id := all[0].ID

		o.later(time.Hour) // the browser tells again: the same device
		o.ok(o.Subscribe(ctx, first, phone))
		if all, _ = o.Devices(ctx, o.ana.ID); len(all) != 1 || all[0].ID != id || !all[0].RenewedAt.After(all[0].CreatedAt) {
			t.Errorf("%+v", all)
		}
		second := o.session("second", o.eva, 0) // Eva signs in on the same browser
		o.ok(o.Subscribe(ctx, second, phone))
		o.hear(o.ana, ticket)
		o.hear(o.eva, ticket, phone)
		if d, err := o.deviceFor(ctx, id, o.ana.ID, ticket); d != nil || err != nil {
			t.Errorf("a push to Ana would reach Eva: %+v %v", d, err)
		}
		if d, err := o.deviceFor(ctx, id, o.eva.ID, 0); d != nil || err != nil {
			t.Error("the device kept its name for jobs of its owner before")
		}
		o.end(first)
		o.hear(o.eva, ticket, phone)
		o.end(second)
		o.hear(o.eva, ticket)
		if err := o.Subscribe(ctx, first, phone); fault.Of(err).Kind != fault.Nobody {
			t.Errorf("a session that is over subscribes: %v", err)
		}
		o.hear(o.ana, ticket)
	})
}

// A session that idled out hears nothing, swept or not.
func TestIdleSessionHearsNothing(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		service := pushtest.New(t)
		ticket, phone := o.ask(o.ana, "es"), service.Subscribe()
		o.ok(o.Subscribe(t.Context(), o.session("s", o.ana, 0), phone))
		o.hear(o.ana, ticket, phone)
		o.later(25 * time.Hour)
		o.hear(o.ana, ticket)
	})
}

// A guest's device is for one ticket and nobody else's list, and goes with the
// session, the ticket's owner, or long after its closing.
func TestGuestDevice(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service := t.Context(), pushtest.New(t)
		ticket, other := o.ask(o.ana, "es"), o.ask(o.ana, "es")
		phone, desktop := service.Subscribe(), service.Subscribe()
		guest := o.session("guest", o.ana, ticket)
		o.ok(o.Subscribe(ctx, guest, phone))
		o.later(time.Second)
		o.ok(o.Subscribe(ctx, o.session("account", o.ana, 0), desktop))
		o.hear(o.ana, ticket, desktop, phone)
		o.hear(o.ana, other, desktop)
		if all, err := o.Devices(ctx, o.ana.ID); err != nil || len(all) != 1 || all[0].Endpoint != desktop.Endpoint {
			t.Errorf("%+v %v", all, err)
		}
		o.ok(o.Unsubscribe(ctx, guest, desktop.Endpoint)) // not theirs to turn off
		o.hear(o.ana, other, desktop)

		_, err := o.db.NewRaw("UPDATE tickets SET status = 'closed', updated_at = ? WHERE number = ?", db.Time(o.clock()), ticket).Exec(ctx)
		o.ok(err)
		o.ok(o.SweepDevices(ctx))
		if n := o.count("SELECT count(*) FROM devices"); n != 2 {
			t.Errorf("%d devices just after closing", n)
		}
		o.later(31 * 24 * time.Hour)
		o.ok(o.SweepDevices(ctx))
		if n := o.count("SELECT count(*) FROM devices WHERE ticket = 0"); n != 1 || o.count("SELECT count(*) FROM devices") != 1 {
			t.Errorf("%d devices a month after closing", n)
		}
	})
}

// Of fifty devices the ten that were renewed last stay.
func TestTenDevices(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service := t.Context(), pushtest.New(t)
		var subs []push.Subscription
		for i := range 50 {
			subs = append(subs, service.Subscribe())
			o.later(time.Second)
			s := o.session(fmt.Sprint("s", i), o.ana, 0)
			o.ok(o.Subscribe(ctx, s, subs[i]))
			if i == 45 { // the oldest that is left is renewed
				o.later(time.Second)
				o.ok(o.Subscribe(ctx, s, subs[36]))
			}
		}
		got := strings.Join(o.hears(o.ana, 0), " ")
		if strings.Count(got, " ") != maxDevices-1 || !strings.Contains(got, subs[36].Endpoint) || strings.Contains(got, subs[40].Endpoint) || !strings.HasPrefix(got, subs[49].Endpoint) {
			t.Errorf("%s", got)
		}
	})
}

// Only one's own devices can be turned off, by either name.
func TestOthersDevicesStay(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service := t.Context(), pushtest.New(t)
		phone := service.Subscribe()
		hers, others := o.session("hers", o.ana, 0), o.session("others", o.eva, 0)
		o.ok(o.Subscribe(ctx, hers, phone))
		all, err := o.Devices(ctx, o.ana.ID)
		o.ok(err)
		if err := o.RemoveDevice(ctx, o.eva.ID, all[0].ID); fault.Of(err).Kind != fault.Unknown {
			t.Errorf("Eva removes Ana's: %v", err)
		}
		o.ok(o.Unsubscribe(ctx, others, phone.Endpoint))
		o.hear(o.ana, 0, phone)
		o.ok(o.RemoveDevice(ctx, o.ana.ID, all[0].ID))
		o.hear(o.ana, 0)
		o.ok(o.Subscribe(ctx, hers, phone))
		o.ok(o.Unsubscribe(ctx, hers, phone.Endpoint))
		o.hear(o.ana, 0)
	})
}

// How pushes went is noted, and what is gone is forgotten.
func TestWhatBecomesOfPushes(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service := t.Context(), pushtest.New(t)
		service.Want(o.PushKey())
		phone := service.Subscribe()
		o.ok(o.Subscribe(ctx, o.session("s", o.ana, 0), phone))
		send := func(answer int) (*Device, error) {
			t.Helper()
			service.Answer(answer)
			all, err := o.devicesFor(ctx, o.ana.ID, 0)
			o.ok(err)
			if len(all) != 1 {
				t.Fatalf("%d devices", len(all))
			}
			sent := o.byPush().push(ctx, &all[0], push.Message{Payload: []byte("{}")})
			after, err := o.deviceFor(ctx, all[0].ID, o.ana.ID, 0)
			o.ok(err)
			return after, sent
		}
		for i, status := range []int{503, 429, 500} {
			if d, err := send(status); err == nil || d == nil || d.Failures != i+1 || d.FailedAt.IsZero() {
				t.Errorf("%d: %+v %v", status, d, err)
			}
		}
		if d, err := send(0); err != nil || d.Failures != 0 || d.DeliveredAt.IsZero() || !d.FailedAt.IsZero() {
			t.Errorf("201: %+v %v", d, err)
		}
		if d, err := send(413); err == nil || d == nil {
			t.Errorf("413: %+v %v", d, err)
		}
		if d, err := send(410); err == nil || d != nil {
			t.Errorf("410: %+v %v", d, err)
		}
	})
}

// A name that leads inside is tried three times: it may be a mistake.
func TestInnerDeviceIsDroppedAtTheThirdTry(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, phone := t.Context(), pushtest.New(t).Subscribe()
		o.ok(o.Subscribe(ctx, o.session("s", o.ana, 0), phone))
		_, err := o.db.NewRaw("UPDATE devices SET endpoint = 'https://10.0.0.1/x'").Exec(ctx) // as one that another installation took
		o.ok(err)
		for try := range 3 {
			all, err := o.Devices(ctx, o.ana.ID)
			o.ok(err)
			if len(all) != 1 {
				t.Fatalf("dropped before try %d", try+1)
			}
			if err := o.byPush().push(ctx, &all[0], push.Message{}); err == nil {
				t.Error("it was dialled")
			}
		}
		o.hear(o.ana, 0)
	})
}

// A test tells of each device how far it got.
func TestTrials(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service, dead := t.Context(), pushtest.New(t), pushtest.New(t)
		service.Want(o.PushKey())
		s := o.session("s", o.ana, 0)
		o.ok(o.Subscribe(ctx, s, service.Subscribe()))
		o.later(time.Second)
		lost := dead.Subscribe()
		o.ok(o.Subscribe(ctx, o.session("2", o.ana, 0), lost))
		o.later(time.Second)
		o.ok(o.Subscribe(ctx, o.session("3", o.ana, 0), service.Subscribe()))
		_, err := o.db.NewRaw("UPDATE devices SET key_id = 'another' WHERE session_id = '3'").Exec(ctx)
		o.ok(err)
		dead.Answer(410)
		trials, err := o.TestDevices(ctx, access.Viewer{Session: s, Actor: o.ana, Unread: 4}, "en")
		o.ok(err)
		if len(trials) != 3 || trials[0].Err != ErrOldKey || trials[0].Sealed || trials[1].Err != push.ErrGone || trials[1].Status != 410 || !trials[1].Sealed ||
			trials[2].Err != nil || trials[2].Status != 201 || !trials[2].Sealed {
			t.Errorf("%+v", trials)
		}
		p := string(service.Next(t).Payload)
		for _, part := range []string{`"lang":"en"`, `"title":"Test: notifications work"`, `"navigate":"https://help.example.com/settings/devices"`, `"app_badge":4`, `"kind":"test"`, o.auth.AccountTag(o.ana.ID)} {
			if !strings.Contains(p, part) {
				t.Errorf("no %s in %s", part, p)
			}
		}
		if all, _ := o.Devices(ctx, o.ana.ID); len(all) != 2 {
			t.Errorf("%d devices are left", len(all))
		}
	})
}

// later moves the clock and nothing else.
func (o *office) later(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

func (o *office) count(query string) (n int) {
	o.t.Helper()
	o.ok(o.db.Read.NewRaw(query).Scan(o.t.Context(), &n))
	return n
}
