package outbox

import (
	"context"
	"testing"
	"time"
)

// A fact goes to each of its subscribers; each has tries of its own.
func TestSubscribersHaveTheirOwnTries(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		var mail, index, other tally
		subscribers := Subscribers{
			"mail": {"entry": mail.handler(broken)}, "index": {"entry": index.handler(fine)}, "other": {"else": other.handler(fine)},
		}
		k.put("entry", "", 0)
		k.settles(subscribers)
		if mail.n != 1 || index.n != 1 || other.n != 0 {
			t.Fatalf("%d, %d and %d runs", mail.n, index.n, other.n)
		}
		left := k.only()
		if left.Subscriber != "mail" || left.Tries != 1 || left.Payload != index.jobs[0].Payload {
			t.Errorf("left %+v", left)
		}
		k.pass(time.Minute)
		subscribers["mail"]["entry"] = mail.handler(fine)
		k.settles(subscribers)
		if mail.n != 2 || index.n != 1 || mail.jobs[1].ID != mail.jobs[0].ID || len(k.jobs()) != 0 {
			t.Errorf("%d and %d runs, %d jobs left", mail.n, index.n, len(k.jobs()))
		}
	})
}

// A fact of a key joins the parts that wait; one that is put while another is
// shared is shared as well.
func TestFactsOfOneKey(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		var mail, index tally
		subscribers := Subscribers{"mail": {"entry": mail.handler(broken)}, "index": {"entry": index.handler(fine)}}
		k.put("entry", "ticket/1", 0)
		k.settles(subscribers)
		k.pass(time.Second)
		k.put("entry", "ticket/1", 0)
		k.settles(subscribers)
		if left := k.only(); index.n != 2 || mail.n != 1 || left.Rounds != 2 || left.Payload != index.jobs[1].Payload {
			t.Errorf("%d and %d runs, left %+v", mail.n, index.n, left)
		}
	})
}

// A fact that is put again after it was claimed keeps what that put brought.
func TestFactPutWhileItIsShared(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("entry", "ticket/1", 0)
		claimed, err := k.claim(t.Context(), nil)
		if err != nil || len(claimed) != 1 {
			t.Fatalf("%d claimed, %v", len(claimed), err)
		}
		k.pass(time.Minute)
		k.put("entry", "ticket/1", 0)
		want := k.only().Payload
		if err := k.settle(t.Context(), claimed[0], shared{"index", "mail"}, false); err != nil {
			t.Fatal(err)
		}
		var mail, index tally
		k.settles(Subscribers{"mail": {"entry": mail.handler(fine)}, "index": {"entry": index.handler(fine)}})
		if mail.n != 1 || index.n != 1 || mail.jobs[0].Payload != want || len(k.jobs()) != 0 {
			t.Errorf("%d and %d runs of %+v", mail.n, index.n, mail.jobs)
		}
	})
}

// A job that waited while it had one subscriber is done when it has two; what
// waits for a subscriber that is no more goes to the dead.
func TestSubscribersComeAndGo(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		var mail, index tally
		k.put("entry", "", 0)
		k.settles(Subscribers{"mail": {"entry": mail.handler(broken)}})
		k.pass(time.Minute)
		k.settles(Subscribers{"mail": {"entry": mail.handler(broken)}, "index": {"entry": index.handler(fine)}})
		if mail.n != 2 || index.n != 1 || k.only().Subscriber != "mail" {
			t.Errorf("%d and %d runs, left %+v", mail.n, index.n, k.only())
		}
		k.pass(time.Hour)
		k.settles(Subscribers{"index": {"entry": index.handler(fine)}})
		if left := k.only(); index.n != 1 || left.DeadAt.IsZero() {
			t.Errorf("%d runs, left %+v", index.n, left)
		}
	})
}

// settles runs the box until nothing is due.
func (k *desk) settles(subscribers Subscribers) {
	k.t.Helper()
	for due := true; due; {
		seen := make(chan struct{})
		all := Subscribers{"test": {"mark": func(context.Context, Job) error { close(seen); return nil }}}
		for name, handlers := range subscribers {
			all[name] = handlers
		}
		k.put("mark", "", 0)
		stop := k.startAll(all)
		<-seen
		stop()
		due = false
		for _, job := range k.jobs() {
			due = due || job.DeadAt.IsZero() && !job.DueAt.After(k.clock())
		}
	}
}
