package notify

import (
	"errors"
	"testing"

	"hilo/app/push"
	"hilo/app/pushtest"
)

// What was removed does not come back by itself, only by a tap or with a new session.
func TestRemovedDevice(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		ctx, service := t.Context(), pushtest.New(t)
		service.Want(o.PushKey())
		phone, s := service.Subscribe(), o.session("s", o.ana, 0)
		gone := func(how string) {
			t.Helper()
			o.hear(o.ana, 0)
			if err := o.Renew(ctx, s, phone, Before{}); !errors.Is(err, ErrRemoved) {
				t.Errorf("%s, and renewed: %v", how, err)
			}
			o.hear(o.ana, 0)
			o.ok(o.Subscribe(ctx, s, phone))
			o.hear(o.ana, 0, phone)
			o.ok(o.Renew(ctx, s, phone, Before{}))
			o.hear(o.ana, 0, phone)
		}
		o.ok(o.Renew(ctx, s, phone, Before{})) // never heard of: we may have lost it
		o.hear(o.ana, 0, phone)
		all, err := o.Devices(ctx, o.ana.ID)
		o.ok(err)
		o.ok(o.RemoveDevice(ctx, o.ana.ID, all[0].ID))
		gone("removed in the list")
		o.ok(o.Unsubscribe(ctx, s, phone.Endpoint))
		gone("turned off")
		all, err = o.Devices(ctx, o.ana.ID)
		o.ok(err)
		service.Answer(403)
		if _, err := o.byPush().try(ctx, &all[0], push.Message{Payload: []byte("{}")}); !errors.Is(err, push.ErrGone) {
			t.Fatal(err)
		}
		service.Answer(0)
		o.hear(o.ana, 0)
		o.ok(o.Renew(ctx, s, phone, Before{})) // our clock may have been wrong
		o.hear(o.ana, 0, phone)

		moved := service.Subscribe() // the push service gave it another address
		o.ok(o.Renew(ctx, s, moved, Before{Endpoint: phone.Endpoint}))
		o.hear(o.ana, 0, moved)
		o.ok(o.Unsubscribe(ctx, s, moved.Endpoint))
		if err := o.Renew(ctx, s, service.Subscribe(), Before{Endpoint: moved.Endpoint}); !errors.Is(err, ErrRemoved) {
			t.Errorf("removed, and came back under another address: %v", err)
		}
		if err := o.Renew(ctx, s, service.Subscribe(), Before{Lost: true}); !errors.Is(err, ErrRemoved) {
			t.Errorf("removed, and came back after its browser lost it: %v", err)
		}
		o.ok(o.Subscribe(ctx, s, phone))
		o.hear(o.ana, 0, phone)
		found := service.Subscribe() // its browser lost it without a word
		o.ok(o.Renew(ctx, s, found, Before{Lost: true}))
		o.hear(o.ana, 0, found)
		o.ok(o.Renew(ctx, s, phone, Before{Lost: true}))
		o.hear(o.ana, 0, phone)

		o.ok(o.Unsubscribe(ctx, s, phone.Endpoint))
		again := o.session("again", o.ana, 0)
		o.ok(o.Renew(ctx, again, phone, Before{}))
		o.hear(o.ana, 0, phone)
		o.end(again)
		o.end(s)
		if n := o.count("SELECT count(*) FROM removals"); n != 0 {
			t.Errorf("%d removals outlive their sessions", n)
		}
	})
}
