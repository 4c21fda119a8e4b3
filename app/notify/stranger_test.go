package notify

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
)

// proves lets a code for a guest's ticket come back.
func (o *office) proves(ticket int64) {
	o.t.Helper()
	o.ok(o.db.Write(o.t.Context(), func(ctx context.Context, tx bun.Tx) error {
		_, err := desk.Prove(ctx, tx, ticket)
		return err
	}))
}

// signedUp makes who's address an account.
func (o *office) signedUp(who desk.Actor) {
	o.t.Helper()
	_, err := o.db.NewRaw("UPDATE people SET account_at = ? WHERE id = ?", o.clock(), who.ID).Exec(o.t.Context())
	o.ok(err)
}

// Strangers open tickets with an address: a guest gets three mails a day, whose
// third says that more may wait; an account one, for it has its list.
func TestStrangersCauseFewMails(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		const more = "We won't write to you about this again today."
		for _, tt := range []struct {
			email   string
			account bool
			want    int
		}{{"guest@example.com", false, 3}, {"owner@example.com", true, 1}} {
			victim, before := o.stranger(tt.email), len(o.post.all())
			if tt.account {
				o.signedUp(victim)
			}
			for range 6 {
				o.ask(victim, "en")
			}
			got := o.post.all()[before:]
			if len(got) != tt.want {
				t.Fatalf("%s gets %d mails", tt.email, len(got))
			}
			for i, m := range got {
				if last := i == len(got)-1; strings.Contains(m.Text, more) != last || strings.Contains(m.HTML, "won&#39;t write to you") != last {
					t.Errorf("%s: mail %d says that more may wait: %v", tt.email, i+1, !last)
				}
				m.discreet(t)
			}
		}
	})
}

// A stranger's ticket in an account's name: no push and no count, but what staff
// answer is mailed, whatever the account chose, for whoever asked hears it no other way.
func TestStaffAnswerToAStranger(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		s := newStreet(t, o)
		o.signedUp(o.ana)
		s.device(o.ana)
		o.ok(o.Choose(t.Context(), o.ana.ID, only()))
		as := o.ana
		as.Proof = desk.ProofNone
		n := o.ask(as, "es")
		before := len(o.post.all())
		for i, kind := range Kinds {
			o.acts(kind, n)
			o.pass(delay + time.Minute)
			if got := len(o.post.all()) - before; got != i+1 {
				t.Errorf("%s: %d mails", kind, got)
			}
		}
		s.pushes(0)
		if all := o.post.all(); all[len(all)-1].Subject != fmt.Sprintf("Tu ticket de soporte %d se ha actualizado", n) {
			t.Errorf("%q", all[len(all)-1].Subject)
		}
		if unread, err := o.desk.Lists.Unread(t.Context(), o.ana); err != nil || unread != 0 {
			t.Errorf("%d unread, %v", unread, err)
		}
		_, err := o.desk.AnswerOwnership(t.Context(), o.ana, n, true)
		o.ok(err)
		o.ok(o.Choose(t.Context(), o.ana.ID, only("reply/push")))
		o.acts("reply", n)
		o.pass(soon)
		s.pushes(1)
	})
}
